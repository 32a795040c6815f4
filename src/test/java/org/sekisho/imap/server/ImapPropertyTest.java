package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sekisho.mailbox.Contents;
import org.sekisho.testing.Dice;

/// Several programs with one mailbox open, each doing what it likes: what each was told adds up to what is there, and
/// nobody hears of EXPUNGE when numbers are in use (RFC 9051 §7.5.1).
final class ImapPropertyTest {
    private static final int STEPS = 60;
    private static final Pattern EXISTS = Pattern.compile("\\* (\\d+) EXISTS");
    private static final Pattern EXPUNGE = Pattern.compile("\\* (\\d+) EXPUNGE");
    private static final Pattern VANISHED = Pattern.compile("\\* VANISHED (\\S+)");
    private static final Pattern FETCH =
            Pattern.compile("\\* (\\d+) FETCH \\((?:UID (\\d+) )?FLAGS \\(([^)]*)\\)(?: UID (\\d+))?.*\\)");
    private static final List<String> FLAGS =
            List.of("\\Seen", "\\Deleted", "\\Flagged", "$One", "$Two", "\\Seen $One", "\\Deleted \\Flagged");

    /// A message as a program knows it.
    private static final class Known {
        long uid; // 0: not told yet
        Set<String> flags = Set.of();
        boolean recent;
    }

    /// What a mail program remembers.
    private static final class Program implements AutoCloseable {
        final ImapRig.Client client;
        final List<Known> messages = new ArrayList<>();
        final boolean qresync;

        Program(ImapRig rig, boolean qresync) throws IOException {
            this.client = rig.loggedIn(ImapRig.ALICE);
            this.qresync = qresync;
            if (qresync) {
                client.say("ENABLE QRESYNC", "OK");
            }
            hear(client.say("SELECT INBOX", "OK"), true);
            fetchAll();
        }

        void fetchAll() throws IOException {
            if (!messages.isEmpty()) {
                hear(client.say("FETCH 1:* (UID FLAGS)", ""), false);
            }
        }

        /// @return whether the answer was OK
        boolean say(String command, boolean expunges) throws IOException {
            List<String> lines = client.say(command, "");
            hear(lines, expunges);
            learnUids();
            return lines.getLast().contains(" OK ");
        }

        /// VANISHED tells nothing of messages whose UIDs are not known (RFC 7162 §3.2.10).
        private void learnUids() throws IOException {
            for (int number = 1; number <= messages.size(); number++) {
                if (messages.get(number - 1).uid == 0) {
                    hear(client.say("FETCH " + number + ":* (UID FLAGS)", ""), false);
                }
            }
        }

        private void hear(List<String> lines, boolean expunges) {
            for (String line : lines) {
                Matcher exists = EXISTS.matcher(line);
                Matcher expunge = EXPUNGE.matcher(line);
                Matcher vanished = VANISHED.matcher(line);
                Matcher fetch = FETCH.matcher(line);
                if (exists.matches()) {
                    int number = Integer.parseInt(exists.group(1));
                    assertTrue(number >= messages.size(), line);
                    while (messages.size() < number) {
                        messages.add(new Known());
                    }
                } else if (expunge.matches()) {
                    assertTrue(expunges && !qresync, line);
                    messages.remove(Integer.parseInt(expunge.group(1)) - 1);
                } else if (vanished.matches()) {
                    assertTrue(expunges && qresync, line);
                    vanished(vanished.group(1));
                } else if (fetch.matches()) {
                    fetched(fetch);
                }
            }
        }

        private void vanished(String set) {
            for (String range : set.split(",", -1)) {
                String[] ends = range.split(":", -1);
                long first = Long.parseLong(ends[0]);
                long last = Long.parseLong(ends[ends.length - 1]);
                messages.removeIf(message -> message.uid >= first && message.uid <= last);
            }
        }

        private void fetched(Matcher fetch) {
            Known known = messages.get(Integer.parseInt(fetch.group(1)) - 1);
            String uid = fetch.group(2) == null ? fetch.group(4) : fetch.group(2);
            if (uid != null) {
                assertTrue(known.uid == 0 || known.uid == Long.parseLong(uid), fetch.group());
                known.uid = Long.parseLong(uid);
            }
            Set<String> flags = new HashSet<>(List.of(fetch.group(3).split(" ", -1)));
            flags.remove("");
            known.recent = flags.remove("\\Recent");
            known.flags = flags;
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /// RFC 3501 §2.3.2.
    private static void oneIsToldFirst(List<Program> programs) {
        Set<Long> recent = new HashSet<>();
        for (Program program : programs) {
            for (Known known : program.messages) {
                assertTrue(!known.recent || recent.add(known.uid), "UID " + known.uid + " is recent twice");
            }
        }
    }

    @Test
    void whatEachIsToldAddsUpToWhatIsThere() {
        Dice.check(12, dice -> {
            try (ImapRig rig = ImapRig.plain();
                    Program one = new Program(rig, false);
                    Program two = new Program(rig, true);
                    Program three = new Program(rig, dice.oneIn(2))) {
                List<Program> programs = List.of(one, two, three);
                for (int i = 0; i < STEPS; i++) {
                    step(dice, dice.of(programs));
                }
                Contents truth = rig.mailboxes
                        .contents(rig.mailboxes.inbox(rig.alice).orElseThrow())
                        .orElseThrow();
                for (Program program : programs) {
                    program.say("NOOP", true);
                    program.fetchAll();
                    compare(program, truth);
                }
                oneIsToldFirst(programs);
                assertEquals(0, rig.events.counted("session_bugs"));
            }
        });
    }

    private static void compare(Program program, Contents truth) {
        assertEquals(truth.size(), program.messages.size());
        for (int position = 1; position <= truth.size(); position++) {
            Known known = program.messages.get(position - 1);
            Set<String> flags = new HashSet<>(FlagsText.words(truth.flagsAt(position)));
            assertEquals(truth.uidAt(position), known.uid);
            assertEquals(new TreeSet<>(flags), new TreeSet<>(known.flags));
        }
    }

    private static void step(Dice dice, Program program) throws IOException {
        int size = program.messages.size();
        if (size == 0 || dice.oneIn(4)) {
            String text = "Subject: " + dice.below(1000) + "\r\n\r\n";
            program.say("APPEND INBOX (" + dice.of(FLAGS) + ") {" + text.length() + "+}\r\n" + text, true);
            return;
        }
        String set = set(dice, size);
        switch (dice.below(11)) {
            case 0 -> program.say("STORE " + set + " +FLAGS (" + dice.of(FLAGS) + ")", false);
            case 1 -> program.say("STORE " + set + " -FLAGS (" + dice.of(FLAGS) + ")", false);
            case 2 -> program.say("STORE " + set + " FLAGS (" + dice.of(FLAGS) + ")", false);
            case 3 -> silently(dice, program, set);
            case 4 -> program.say("EXPUNGE", true);
            case 5 -> program.say("FETCH " + set + " (UID FLAGS)", false);
            case 6 -> program.say("FETCH " + set + " BODY[]", false);
            case 7 -> program.say("SEARCH DELETED", false);
            case 8 -> program.say("COPY " + set + " INBOX", true);
            case 9 -> program.say("UID SEARCH ALL", true);
            default -> program.say("IDLE\r\nDONE", true);
        }
    }

    /// The program changes its own memory, and is told of what it cannot know.
    private static void silently(Dice dice, Program program, String set) throws IOException {
        String flags = dice.of(FLAGS);
        program.fetchAll();
        for (int number : numbers(set)) {
            Known known = program.messages.get(number - 1);
            Set<String> all = new HashSet<>(known.flags);
            all.addAll(Set.of(flags.split(" ", -1)));
            known.flags = all;
        }
        if (!program.say("STORE " + set + " +FLAGS.SILENT (" + flags + ")", false)) {
            program.fetchAll(); // a message was gone
            return;
        }
        List<Set<String>> before =
                program.messages.stream().map(known -> known.flags).toList();
        program.fetchAll();
        for (int i = 0; i < before.size(); i++) {
            assertEquals(before.get(i), program.messages.get(i).flags, "message " + (i + 1) + " after STORE SILENT");
        }
    }

    private static List<Integer> numbers(String set) {
        String[] ends = set.split(":", -1);
        List<Integer> numbers = new ArrayList<>();
        for (int number = Integer.parseInt(ends[0]); number <= Integer.parseInt(ends[ends.length - 1]); number++) {
            numbers.add(number);
        }
        return numbers;
    }

    private static String set(Dice dice, int size) {
        int first = dice.between(1, size);
        int last = dice.between(first, size);
        return dice.oneIn(2) ? String.valueOf(first) : first + ":" + last;
    }
}
