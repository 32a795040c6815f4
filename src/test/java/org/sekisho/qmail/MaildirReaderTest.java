package org.sekisho.qmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.SystemFlag;

class MaildirReaderTest {
    @TempDir
    private Path root;

    private QmailTree tree;

    /// Keeps all, and can change the Maildir between two messages.
    private static final class Collector implements MaildirReader.Receiver {
        final List<MaildirFolder> folders = new ArrayList<>();
        final List<MaildirMessage> messages = new ArrayList<>();
        Action afterFirst = () -> {};

        interface Action {
            void run() throws IOException;
        }

        @Override
        public void folder(MaildirFolder folder) {
            folders.add(folder);
        }

        @Override
        public void message(MaildirMessage message) throws IOException {
            messages.add(message);
            if (messages.size() == 1) {
                afterFirst.run();
            }
        }

        List<String> uniques() {
            return messages.stream().map(MaildirMessage::unique).toList();
        }
    }

    @BeforeEach
    void build() throws IOException {
        tree = new QmailTree(root)
                .put("cur/1700000002.b.mx,S=5:2,FRS", "two\n\n")
                .put("cur/1700000001.a.mx:2,", "one\n")
                .put("new/1700000003.c.mx", "three\n");
    }

    @Test
    void messagesWithFlagsSizesAndDates() throws IOException {
        Instant delivered = Instant.parse("2019-05-01T12:00:00Z");
        Files.setLastModifiedTime(tree.path("cur/1700000002.b.mx,S=5:2,FRS"), FileTime.from(delivered));
        var all = new Collector();
        MaildirWalk walk = MaildirReader.walk(root, all);
        assertEquals(new MaildirWalk(1, 3, 15, 0, List.of()), walk);
        assertEquals(List.of("1700000001.a.mx", "1700000002.b.mx,S=5", "1700000003.c.mx"), all.uniques());
        MaildirMessage second = all.messages.get(1);
        assertEquals(Flags.of(SystemFlag.FLAGGED, SystemFlag.ANSWERED, SystemFlag.SEEN), second.flags());
        assertEquals(delivered, second.internalDate());
        assertEquals(OptionalLong.empty(), second.uid());
        assertEquals(Flags.NONE, all.messages.get(2).flags());
        assertEquals(new MaildirCount(root, true, 1, 3), MaildirReader.count(root));
    }

    @Test
    void otherFlagsAreKeywordsOrSaid() throws IOException {
        tree.put("dovecot-keywords", "0 $Junk\n1 work\nx\n").put("cur/1.d.mx:2,DPTbZ", "");
        var all = new Collector();
        MaildirWalk walk = MaildirReader.walk(root, all);
        assertEquals(
                new Flags(Set.of(SystemFlag.DRAFT, SystemFlag.DELETED), List.of("$Forwarded", "work")),
                all.messages.getFirst().flags());
        assertEquals(
                List.of("x", "Z"),
                walk.notCarried().stream().map(NotCarried::text).toList());
    }

    @Test
    void foldersOfMaildirPlusPlus() throws IOException {
        for (String folder : List.of(".Sent", ".Work.2024", ".&ZeVnLIqe-", ".A &- B", ".&bad", ".r*%", ".日本")) {
            tree.put(folder + "/cur/1.x.mx:2,S", "x");
        }
        tree.put(".nofolder/file", "");
        var all = new Collector();
        MaildirWalk walk = MaildirReader.walk(root, all);
        assertEquals(
                List.of("INBOX", "日本語", "&bad", "A & B", "Sent", "Work/2024", "r__", "日本"),
                all.folders.stream().map(each -> each.name().value()).toList());
        assertEquals(10, walk.messages());
        assertEquals(2, walk.notCarried().size());
    }

    @Test
    void foldersWhoseNamesAreNotUtf8StayApart() throws IOException {
        for (String name : List.of(".%FF%FEa", ".%FE%FFa", "." + "%FF".repeat(250))) {
            Files.createDirectories(Path.of(URI.create(root.toUri() + name + "/cur/")));
        }
        var all = new Collector();
        assertEquals(3, MaildirReader.walk(root, all).notCarried().size());
        List<String> names =
                all.folders.stream().map(each -> each.name().value()).toList();
        assertTrue(names.containsAll(List.of("=ff=fea", "=fe=ffa")), names.toString());
        assertEquals(4, Set.copyOf(names).size());
    }

    private void assertUids(String file, String text) throws IOException {
        tree.put(file, text);
        var all = new Collector();
        MaildirWalk walk = MaildirReader.walk(root, all);
        assertEquals(List.of(), walk.notCarried());
        assertEquals(OptionalLong.of(1275660208), all.folders.getFirst().uidValidity());
        assertEquals(OptionalLong.of(25022), all.folders.getFirst().nextUid());
        assertEquals(List.of("1700000003.c.mx", "1700000002.b.mx,S=5", "1700000001.a.mx"), all.uniques());
        assertEquals(
                List.of(OptionalLong.of(7), OptionalLong.of(2147483647L), OptionalLong.empty()),
                all.messages.stream().map(MaildirMessage::uid).toList());
        Files.delete(tree.path(file));
    }

    @Test
    void uidsOfDovecotAndCourier() throws IOException {
        String lines = "7 1700000003.c.mx\n2147483647 1700000002.b.mx,S=5\n8 gone.mx\n";
        assertUids("dovecot-uidlist", "1 1275660208 25022\n" + lines);
        assertUids("dovecot-uidlist", "2 1275660208 25022\n" + lines);
        assertUids("courierimapuiddb", "1 1275660208 25022\n" + lines);
        assertUids("dovecot-uidlist", """
                3 V1275660208 N25022 G3085f01b7f11094c501100008c4a11c1
                7 :1700000003.c.mx:2,
                2147483647 W10 S5 :1700000002.b.mx,S=5:2,S
                8 :gone.mx
                """);
    }

    @Test
    void aUidListThatIsNotUnderstoodGivesNoUids() throws IOException {
        for (String header : List.of(
                "4 1 2",
                "3 N5",
                "1 x 5",
                "3 V0 N5",
                "1 99999999999 3",
                "1 1275660208 4294967295",
                "3 V4294967295 N5",
                "")) {
            tree.put("dovecot-uidlist", header + "\n7 1700000003.c.mx\n");
            var all = new Collector();
            MaildirWalk walk = MaildirReader.walk(root, all);
            assertEquals(1, walk.notCarried().size(), header);
            assertTrue(all.messages.stream().allMatch(message -> message.uid().isEmpty()));
        }
    }

    private List<String> popIds() throws IOException {
        var all = new Collector();
        MaildirReader.walk(root, all);
        return all.messages.stream().map(each -> each.popId().orElse("")).toList();
    }

    /// What Courier's POP3 server shows: by number and validity, by number, or the name with `+27` for a quote.
    @Test
    void popIdsOfCourier() throws IOException {
        tree.put("new/1700000004.d'+.mx", "four\n").put("new/1700000005.e.mx", "five\n");
        String rest = """
                1700000001.a.mx:2, 5 7:1275660208%s
                1700000002.b.mx,S=5:2,FRS 6 18446744073709551615:0%s
                1700000004.d'+.mx 9 0:0%s
                1.gone.mx 9 3:3%s
                """;
        tree.put("courierpop3dsizelist", "/2 9 1275660208\n" + rest.replace("%s", ""));
        List<String> ids = List.of(
                "UID7-1275660208",
                "UID18446744073709551615",
                "1700000003.c.mx",
                "1700000004.d+27+2B.mx",
                "1700000005.e.mx");
        assertEquals(ids, popIds());
        tree.put("courierpop3dsizelist", "/3 9 1275660208\n" + rest.replace("%s", ":0"));
        assertEquals(ids, popIds());
        tree.put("dovecot-uidlist", "3 V1 N9\n5 P0005 :1700000001.a.mx\n");
        assertEquals("0005", popIds().getFirst(), "who has both came from Courier to Dovecot");
        assertEquals("1700000002.b.mx,S=5", popIds().get(1));
    }

    @Test
    void popIdsThatAreNotUnderstoodAreSaid() throws IOException {
        for (String header : List.of("/1 9", "/4 9 1", "1700000001.a.mx 5 7", "/2", "")) {
            tree.put("courierpop3dsizelist", header + "\n1700000001.a.mx 5 7:1\n");
            assertEquals("1700000001.a.mx", popIds().getFirst(), header);
            assertEquals(
                    1, MaildirReader.walk(root, new Collector()).notCarried().size(), header);
        }
        tree.put("courierpop3dsizelist", "/2 9 1\n1700000001.a.mx 5 7\n1700000001.a.mx x 7:1\n x\n");
        assertEquals(3, MaildirReader.walk(root, new Collector()).notCarried().size());
    }

    private List<List<String>> keywords() throws IOException {
        var all = new Collector();
        MaildirReader.walk(root, all);
        return all.messages.stream().map(each -> each.flags().keywords()).toList();
    }

    /// Courier's `:list`, and what was changed since: a file with the message's name is newer than one with a
    /// number, of which the highest holds.
    @Test
    void keywordsOfCourier() throws IOException {
        tree.put(
                "courierimapkeywords/:list",
                "$Label1\nNonJunk\nwork\n\n1700000001.a.mx:0 2\n1700000002.b.mx,S=5:1\n1700000003.c.mx:0\n1.gone.mx:1\n");
        assertEquals(List.of(List.of("$Label1", "work"), List.of("NonJunk"), List.of("$Label1")), keywords());
        tree.put("courierimapkeywords/.3.1700000001.a.mx", "three\n")
                .put("courierimapkeywords/.20.1700000001.a.mx", "twenty\nWork\n")
                .put("courierimapkeywords/.9.1700000002.b.mx,S=5", "nine\n")
                .put("courierimapkeywords/1700000002.b.mx,S=5", "")
                .put("courierimapkeywords/.tmp.17.mx", "x\n");
        var all = new Collector();
        MaildirWalk walk = MaildirReader.walk(root, all);
        assertEquals(List.of(), walk.notCarried());
        assertEquals(List.of(List.of("twenty", "Work"), List.of(), List.of("$Label1")), keywords());
        assertEquals(
                Set.of(SystemFlag.FLAGGED, SystemFlag.ANSWERED, SystemFlag.SEEN),
                all.messages.get(1).flags().system());
    }

    @Test
    void keywordsThatAreNoneAreSaid() throws IOException {
        var many = new StringBuilder("two words\n");
        for (int i = 0; i < 80; i++) {
            many.append("k").append(i).append('\n');
        }
        tree.put("courierimapkeywords/1700000001.a.mx", many.toString());
        tree.put(
                "courierimapkeywords/:list",
                "work\n\n1700000003.c.mx:1\n1700000003.c.mx:x\nno colon\n:0\n1700000003.c.mx:-1\n1700000003.c.mx:\n");
        MaildirWalk walk = MaildirReader.walk(root, new Collector());
        assertEquals(8, walk.notCarried().size(), () -> walk.notCarried().toString());
        assertEquals(37, keywords().getFirst().size());
        assertEquals(List.of(), keywords().get(2));
    }

    @Test
    void aLinkInPlaceOfTheKeywordsIsNotFollowed() throws IOException {
        tree.put("other/:list", "secret\n\n1700000001.a.mx:0\n");
        Files.createSymbolicLink(tree.path("courierimapkeywords"), tree.path("other"));
        assertEquals(1, MaildirReader.walk(root, new Collector()).notCarried().size());
        assertEquals(List.of(), keywords().getFirst());
        Files.delete(tree.path("courierimapkeywords"));
        Files.createDirectory(tree.path("courierimapkeywords"));
        Files.createSymbolicLink(tree.path("courierimapkeywords/:list"), tree.path("other/:list"));
        assertEquals(1, MaildirReader.walk(root, new Collector()).notCarried().size());
        assertEquals(List.of(), keywords().getFirst());
    }

    @Test
    void messagesThatMoveMeanwhileAreFoundAndThoseThatVanishCounted() throws IOException {
        var all = new Collector();
        all.afterFirst = () -> {
            Files.move(tree.path("new/1700000003.c.mx"), tree.path("cur/1700000003.c.mx:2,S"));
            Files.delete(tree.path("cur/1700000002.b.mx,S=5:2,FRS"));
        };
        MaildirWalk walk = MaildirReader.walk(root, all);
        assertEquals(List.of("1700000001.a.mx", "1700000003.c.mx"), all.uniques());
        assertEquals(1, walk.vanished());
        MaildirMessage third = all.messages.get(1);
        assertEquals(Flags.of(SystemFlag.SEEN), third.flags());
        Files.move(third.file(), tree.path("cur/1700000003.c.mx:2,ST"));
        try (var in = third.open()) {
            assertEquals("three\n", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Files.delete(tree.path("cur/1700000003.c.mx:2,ST"));
        assertThrows(NoSuchFileException.class, third::open);
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        tree.put("secret", "root:hash");
        Files.createSymbolicLink(tree.path("cur/1.link.mx:2,S"), tree.path("secret"));
        var all = new Collector();
        assertEquals(1, MaildirReader.walk(root, all).notCarried().size());
        assertEquals(3, all.messages.size());
    }

    @Test
    void aUidWithoutRoomForMoreIsNotTaken() throws IOException {
        tree.put("dovecot-uidlist", "1 1275660208 9\n4294967295 1700000003.c.mx\n7 1700000001.a.mx\n");
        var all = new Collector();
        assertEquals(1, MaildirReader.walk(root, all).notCarried().size());
        assertEquals(OptionalLong.of(7), all.messages.getFirst().uid());
        assertEquals(OptionalLong.empty(), all.messages.getLast().uid());
    }

    private void assertNotRead(MaildirMessage message) {
        assertThrows(IOException.class, () -> {
            try (var in = message.open()) {
                in.readAllBytes();
            }
        });
    }

    @Test
    void aFolderThatBecomesALinkMeanwhileIsNotFollowed() throws IOException {
        Path maildir = root.resolve("Maildir");
        tree.put("Maildir/cur/1.a", "mine").put("Maildir/.Sent/cur/2.b", "mine").put("other/cur/2.b", "another's");
        tree.put("other/cur/1.a", "another's").put("other/.Sent/cur/2.b", "another's");
        var all = new Collector();
        MaildirReader.walk(maildir, all);
        Files.move(maildir.resolve(".Sent"), root.resolve("sent"));
        Files.createSymbolicLink(maildir.resolve(".Sent"), root.resolve("other"));
        assertNotRead(all.messages.getLast());
        Files.move(maildir.resolve("cur"), root.resolve("kept"));
        Files.createSymbolicLink(maildir.resolve("cur"), root.resolve("other/cur"));
        assertNotRead(all.messages.getFirst());
        Files.move(maildir, root.resolve("moved"));
        Files.createSymbolicLink(maildir, root.resolve("other"));
        assertNotRead(all.messages.getFirst());
        Files.delete(maildir);
        Files.move(root.resolve("other"), maildir);
        assertNotRead(all.messages.getFirst());
    }

    @Test
    void twoFilesOfOneNameAreSaid() throws IOException {
        tree.put("cur/1700000001.a.mx:2,S", "another\n");
        var all = new Collector();
        assertEquals(1, MaildirReader.walk(root, all).notCarried().size());
        assertEquals(3, all.messages.size());
    }

    @Test
    void aFileInTheFoldersPlaceIsSaidAndTheRestRead() throws IOException {
        Files.delete(tree.path("new/1700000003.c.mx"));
        Files.delete(tree.path("new"));
        tree.put("new", "not a folder").put(".Sent/cur/1.x", "x");
        var all = new Collector();
        assertEquals(1, MaildirReader.walk(root, all).notCarried().size());
        assertEquals(3, all.messages.size());
    }

    @Test
    void noMaildir() throws IOException {
        assertThrows(NoSuchFileException.class, () -> MaildirReader.walk(root.resolve("no"), new Collector()));
        assertEquals(new MaildirCount(root.resolve("no"), false, 0, 0), MaildirReader.count(root.resolve("no")));
    }
}
