package org.sekisho.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sekisho.testing.Dice;

class ThreadsTest {
    private static final int MANY = 100_000;

    private static String references(MessageKeys... all) {
        KeyTable table = Keys.table(List.of(all));
        return ReferenceThreads.of(table, Keys.rows(table)).toString();
    }

    private static String subjects(MessageKeys... all) {
        KeyTable table = Keys.table(List.of(all));
        return SubjectThreads.of(table, Keys.rows(table)).toString();
    }

    @Test
    void printsAsTheRfcDoes() { // RFC 5256 §4, the example of THREAD
        assertEquals(
                "(2)(3 6 (4 23)(44 7 96))",
                references(
                        Keys.linked(2, "<2@x>"),
                        Keys.linked(3, "<3@x>"),
                        Keys.linked(4, "<4@x>", "<3@x>", "<6@x>"),
                        Keys.linked(6, "<6@x>", "<3@x>"),
                        Keys.linked(7, "<7@x>", "<44@x>"),
                        Keys.linked(23, "<23@x>", "<4@x>"),
                        Keys.linked(44, "<44@x>", "<3@x>", "<6@x>"),
                        Keys.linked(96, "<96@x>", "<7@x>")));
    }

    @Test
    void answersToAMessageThatIsNotThereStandTogether() { // RFC 5256 §4: ((3)(5))
        assertEquals("((3)(5))", references(Keys.linked(3, "<3@x>", "<1@x>"), Keys.linked(5, "<5@x>", "<1@x>")));
        assertEquals("(3)", references(Keys.linked(3, "<3@x>", "<0@x>", "<1@x>", "<2@x>")));
        assertEquals(
                "(1 (3)(4))",
                references(
                        Keys.linked(1, "<1@x>"),
                        Keys.linked(3, "<3@x>", "<1@x>", "<2@x>"),
                        Keys.linked(4, "<4@x>", "<1@x>", "<2@x>")));
    }

    @Test
    void loopsAreNotMade() {
        assertEquals("(1)", references(Keys.linked(1, "<1@x>", "<1@x>")));
        assertEquals("(2 1)", references(Keys.linked(1, "<1@x>", "<2@x>"), Keys.linked(2, "<2@x>", "<1@x>")));
        assertEquals(
                "(2 3 1)",
                references(
                        Keys.linked(1, "<1@x>", "<2@x>", "<3@x>"),
                        Keys.linked(2, "<2@x>", "<3@x>", "<1@x>"),
                        Keys.linked(3, "<3@x>", "<1@x>", "<2@x>")));
    }

    @Test
    void twoMessagesWithOneIdAreTwo() {
        assertEquals(
                "(1 3)(2)",
                references(Keys.linked(1, "<1@x>"), Keys.linked(2, "<1@x>"), Keys.linked(3, "<3@x>", "<1@x>")));
    }

    @Test
    void subjectsBringTogetherWhatReferencesDoNot() {
        assertEquals(
                "(1 (2)(3))",
                references(
                        Keys.subject(1, 1, "請求書", false),
                        Keys.subject(2, 2, "請求書", true),
                        Keys.subject(3, 3, "請求書", true)));
        assertEquals("((1)(2))", references(Keys.subject(1, 1, "ABC", false), Keys.subject(2, 2, "abc", false)));
        assertEquals("(1)(2)", references(Keys.subject(1, 1, "", true), Keys.subject(2, 2, "", true)));
        assertEquals("(2 1)", references(Keys.subject(1, 1, "x", true), Keys.subject(2, 2, "x", false)));
    }

    @Test
    void orderedSubjectHasNoGrandchildren() {
        assertEquals(
                "(2 (1)(4))(3 5)",
                subjects(
                        Keys.subject(1, 4, "Ａ", true),
                        Keys.subject(2, 1, "a", false),
                        Keys.subject(3, 2, "b", false),
                        Keys.subject(4, 5, "A", true),
                        Keys.subject(5, 6, "B", false)));
        assertEquals("", subjects());
        assertEquals("", references());
    }

    private static List<MessageKeys> any(Dice dice) {
        List<MessageKeys> all = new ArrayList<>();
        int ids = dice.between(1, 14);
        for (int i = dice.below(14); i > 0; i--) {
            List<String> references = new ArrayList<>();
            for (int j = dice.below(4); j > 0; j--) {
                references.add("<" + dice.below(ids) + "@x>");
            }
            String id = dice.oneIn(6) ? "" : "<" + dice.below(ids) + "@x>";
            all.add(new MessageKeys(
                    all.size() + 1,
                    dice.below(6),
                    0,
                    0,
                    dice.of(List.of("", "a", "A", "b", "日本", "c", "d")),
                    dice.oneIn(2),
                    "",
                    "",
                    "",
                    "",
                    "",
                    id,
                    references));
        }
        return all;
    }

    @Test
    void threadsAreThoseOfTheRfcWordByWord() {
        Dice.check(20_000, dice -> {
            List<MessageKeys> all = any(dice);
            KeyTable table = Keys.table(all);
            assertEquals(
                    LiteralThreads.of(all),
                    ReferenceThreads.of(table, Keys.rows(table)).toString(),
                    all::toString);
        });
    }

    private static int depth(ThreadForest tree) {
        AtomicInteger messages = new AtomicInteger();
        tree.visit(new ThreadForest.Visitor() {
            @Override
            public void open() {}

            @Override
            public void message(long uid) {
                messages.incrementAndGet();
            }

            @Override
            public void close() {}
        });
        return messages.get();
    }

    /// The nested form, printed without the shorthand.
    private record Nested(long uid, List<Nested> answers) {
        String text() {
            StringBuilder text = new StringBuilder().append(uid);
            answers.forEach(answer -> text.append('[').append(answer.text()).append(']'));
            return text.toString();
        }
    }

    @Test
    void valuesAreMadeOfThreads() {
        KeyTable table = Keys.table(List.of(
                Keys.linked(1, "<1@x>"),
                Keys.linked(2, "<2@x>", "<1@x>"),
                Keys.linked(3, "<3@x>", "<2@x>"),
                Keys.linked(4, "<4@x>", "<1@x>"),
                Keys.linked(5, "<5@x>", "<0@x>"),
                Keys.linked(6, "<6@x>", "<0@x>")));
        List<Nested> made = ReferenceThreads.of(table, Keys.rows(table)).build(Nested::new);
        assertEquals(
                List.of("1[2[3]][4]", "0[5][6]"),
                made.stream().map(Nested::text).toList());
        assertEquals(List.of(), ReferenceThreads.of(new KeyTable(), new int[0]).build(Nested::new));
    }

    @Test
    @Timeout(30)
    void chainsWithoutEndCostWhatOthersCost() {
        KeyTable forward = new KeyTable();
        KeyTable backward = new KeyTable();
        KeyTable comb = new KeyTable();
        for (int i = 1; i <= MANY; i++) {
            forward.add(Keys.linked(i, "<" + i + "@x>", "<" + (i - 1) + "@x>"));
            backward.add(Keys.linked(i, "<" + i + "@x>", "<" + (i + 1) + "@x>"));
            comb.add(Keys.linked(i, "<" + i + "@x>", "<" + i / 2 + "@x>", "<" + (i * 7 % MANY) + "@x>"));
        }
        for (KeyTable table : List.of(forward, backward, comb)) {
            ThreadForest forest = ReferenceThreads.of(table, Keys.rows(table));
            assertEquals(MANY, depth(forest));
            assertEquals(
                    MANY,
                    forest
                            .<Integer>build((uid, answers) ->
                                    answers.stream().mapToInt(Integer::intValue).sum() + (uid == 0 ? 0 : 1))
                            .stream()
                            .mapToInt(Integer::intValue)
                            .sum());
        }
        assertTrue(ReferenceThreads.of(forward, Keys.rows(forward)).toString().startsWith("(1 2 3 4"));
    }

    @Test
    void referencesHaveABound() {
        KeyTable table = new KeyTable();
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add("<" + i + "@x>");
        }
        for (int i = 1; i <= 10_000; i++) {
            table.add(Keys.linked(i, "<m" + i + "@x>", many.toArray(new String[0])));
        }
        assertTrue(table.weight() < 20_000_000, "" + table.weight());
        assertEquals(10_000, depth(ReferenceThreads.of(table, Keys.rows(table))));
    }

    @Test
    void aHundredThousandMessagesTakeMoments() {
        Random random = new Random(1);
        KeyTable table = new KeyTable();
        for (int i = 1; i <= MANY; i++) {
            int parent = i - 1 - random.nextInt(200);
            boolean reply = parent > 0 && random.nextInt(3) > 0;
            List<String> references = reply ? List.of("<" + parent / 2 + "@x>", "<" + parent + "@x>") : List.of();
            String name = "person" + random.nextInt(5_000) + "@example.test";
            String subject = "subject " + (reply ? parent % 30_000 : i);
            table.add(new MessageKeys(
                    i,
                    i * 60L + random.nextInt(5_000),
                    i,
                    i,
                    subject,
                    reply,
                    name,
                    name,
                    "",
                    name,
                    name,
                    "<" + i + "@x>",
                    references));
        }
        System.out.println("search: weight of 100,000 messages " + table.weight());
        for (int round = 0; round < 4; round++) {
            for (SortOrder.Criterion criterion :
                    List.of(SortOrder.Criterion.DATE, SortOrder.Criterion.SUBJECT, SortOrder.Criterion.FROM)) {
                long start = System.nanoTime();
                new SortOrder(List.of(new SortOrder.Key(criterion, true))).sort(table, Keys.rows(table));
                report("SORT " + criterion, start);
            }
            long start = System.nanoTime();
            ThreadForest tree = ReferenceThreads.of(table, Keys.rows(table));
            report("THREAD REFERENCES", start);
            start = System.nanoTime();
            assertEquals(MANY, depth(tree));
            report("visiting", start);
            start = System.nanoTime();
            SubjectThreads.of(table, Keys.rows(table));
            report("THREAD ORDEREDSUBJECT", start);
        }
    }

    private static void report(String what, long start) {
        System.out.println("search: " + what + " "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
    }
}
