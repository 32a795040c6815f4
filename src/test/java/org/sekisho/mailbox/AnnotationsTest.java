package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.AnnotationName.Depth;
import org.sekisho.store.Scan;

final class AnnotationsTest {
    private static final AnnotationName MINE = new AnnotationName("/private/comment");
    private static final AnnotationName OURS = new AnnotationName("/shared/comment");
    private static final String SENT = "Other Users/alice@example.test/Sent";

    private final Neighbourhood here;
    private final Annotations annotations;

    AnnotationsTest() throws DirectoryException {
        here = new Neighbourhood();
        annotations = new Annotations(here.mailboxes, () -> Optional.of("mailto:postmaster@example.test"));
        here.make(here.alice, "Sent");
        here.grant(here.alice, "Sent", "bob@example.test", "lrw");
    }

    private Entry entry(AccountId user, String name) {
        return assertInstanceOf(Access.Granted.class, here.tree.access(user, name))
                .entry();
    }

    private Annotated set(AccountId user, String mailbox, AnnotationName name, String value) {
        return annotations.write(user, entry(user, mailbox), Map.of(name, Optional.of(octets(value))));
    }

    private Annotated remove(AccountId user, String mailbox, AnnotationName name) {
        return annotations.write(user, entry(user, mailbox), Map.of(name, Optional.empty()));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, String> get(AccountId user, String mailbox, String name, Depth depth) {
        return text(annotations.read(user, entry(user, mailbox), new AnnotationName(name), depth));
    }

    private static Map<String, String> text(SortedMap<AnnotationName, byte[]> found) {
        Map<String, String> text = new TreeMap<>();
        found.forEach((name, value) -> text.put(name.value(), new String(value, StandardCharsets.UTF_8)));
        return text;
    }

    @Test
    void privateOnesAreEachUsersAndSharedOnesAreOne() {
        set(here.alice, "Sent", MINE, "alice's");
        set(here.bob, SENT, MINE, "bob's");
        set(here.bob, SENT, OURS, "ours");
        assertEquals(Map.of("/private/comment", "alice's"), get(here.alice, "Sent", "/private", Depth.INFINITY));
        assertEquals(Map.of("/private/comment", "bob's"), get(here.bob, SENT, "/private", Depth.INFINITY));
        assertEquals(Map.of("/shared/comment", "ours"), get(here.alice, "Sent", "/shared/COMMENT", Depth.ZERO));
        remove(here.alice, "Sent", OURS);
        assertEquals(Map.of(), get(here.bob, SENT, "/shared", Depth.INFINITY));
    }

    @ParameterizedTest
    @CsvSource({
        "/private,       ZERO,     ''",
        "/private,       ONE,      /private/a",
        "/private,       INFINITY, /private/a /private/a-c /private/a/b /private/a/b/c",
        "/private/a,     ZERO,     /private/a",
        "/private/a,     ONE,      /private/a /private/a/b",
        "/private/a/b,   INFINITY, /private/a/b /private/a/b/c",
        "/private/x,     INFINITY, ''",
    })
    void depthSaysHowFarToLook(String name, Depth depth, String expected) {
        for (String each : new String[] {"/private/a", "/private/a/b", "/private/a/b/c", "/private/a-c"}) {
            set(here.alice, "Sent", new AnnotationName(each), "x");
        }
        String found = String.join(" ", get(here.alice, "Sent", name, depth).keySet());
        assertEquals(expected, found.replace(depth == Depth.ONE ? " /private/a-c" : "\n", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/comment",
                "private/x",
                "/private/",
                "/private//x",
                "/private/*",
                "/shared/%",
                "/private/é",
                "/privatex/y",
                "/shared/a\u0001"
            })
    void whatIsNoNameIsRefused(String name) {
        assertThrows(SyntaxError.class, () -> new AnnotationName(name));
    }

    @Test
    void theLongestNameAndValueFit() {
        AnnotationName longest = new AnnotationName("/private/" + "x".repeat(AnnotationName.MAX_OCTETS - 9));
        assertThrows(SyntaxError.class, () -> new AnnotationName(longest.value() + "x"));
        assertEquals(new Annotated.Done(), set(here.alice, "Sent", longest, "v".repeat(Annotations.MAX_VALUE)));
        assertEquals(
                new Annotated.TooLarge(Annotations.MAX_VALUE),
                set(here.alice, "Sent", longest, "v".repeat(Annotations.MAX_VALUE + 1)));
        assertEquals(new Annotated.Done(), set(here.alice, "Sent", longest, ""));
        assertEquals(Map.of(longest.value(), ""), get(here.alice, "Sent", longest.value(), Depth.ZERO));
    }

    @Test
    void oneMailboxHasSoManyAndNotOneMore() {
        Map<AnnotationName, Optional<byte[]>> many = new HashMap<>();
        for (int i = 0; i < Annotations.MAX_ENTRIES; i++) {
            many.put(new AnnotationName("/private/a" + i), Optional.of(octets("x")));
        }
        assertEquals(new Annotated.Done(), annotations.write(here.alice, entry(here.alice, "Sent"), many));
        assertEquals(new Annotated.TooMany(), set(here.alice, "Sent", MINE, "x"));
        assertEquals(new Annotated.Done(), set(here.alice, "Sent", new AnnotationName("/private/a1"), "y"));
        remove(here.alice, "Sent", new AnnotationName("/private/a1"));
        assertEquals(new Annotated.Done(), set(here.alice, "Sent", MINE, "x"));
    }

    /// Nobody fills up what is another's: Bob's own annotations of Alice's mailbox are on his account.
    @Test
    void anAccountKeepsSoMuchAndNotMore() {
        String large = "v".repeat(Annotations.MAX_VALUE);
        int i = 0;
        while (set(here.bob, SENT, new AnnotationName("/private/" + i), large) instanceof Annotated.Done) {
            i++;
        }
        assertEquals(Annotations.MAX_TOTAL / (Annotations.MAX_VALUE + 128), i);
        assertEquals(new Annotated.Done(), set(here.alice, "Sent", MINE, large));
        assertEquals(new Annotated.Done(), set(here.alice, "Sent", OURS, large));
        here.make(here.bob, "Own");
        assertEquals(new Annotated.TooMany(), set(here.bob, "Own", MINE, large));
        here.tree.remove(here.alice, "Sent");
        here.mailboxes.finishRemovals();
        assertEquals(new Annotated.Done(), set(here.bob, "Own", MINE, large));
    }

    @Test
    void theyFollowTheirMailboxAndGoWithIt() {
        set(here.alice, "Sent", MINE, "mine");
        set(here.alice, "Sent", OURS, "ours");
        here.tree.rename(here.alice, "Sent", "Old");
        assertEquals(Map.of("/private/comment", "mine"), get(here.alice, "Old", "/private", Depth.ONE));
        assertEquals(Map.of("/shared/comment", "ours"), get(here.alice, "Old", "/shared", Depth.ONE));
        here.tree.remove(here.alice, "Old");
        assertEquals(
                0,
                here.store
                        .scan(Rows.account(here.alice), Scan.all(Rows.META, 10))
                        .size());
    }

    @Test
    void allOrNothingIsDone() {
        assertEquals(
                new Annotated.TooLarge(Annotations.MAX_VALUE),
                annotations.write(
                        here.bob,
                        entry(here.bob, SENT),
                        Map.of(
                                MINE,
                                Optional.of(octets("x")),
                                OURS,
                                Optional.of(new byte[Annotations.MAX_VALUE + 1]))));
        assertEquals(Map.of(), get(here.bob, SENT, "/private", Depth.INFINITY));
        assertEquals(new Annotated.NoPermission(), set(here.alice, "Sent", new AnnotationName("/shared"), "x"));
    }

    @Test
    void aMailboxThatWentMeanwhileTakesNone() {
        Entry gone = entry(here.alice, "Sent");
        here.tree.remove(here.alice, "Sent");
        assertEquals(
                new Annotated.NoSuchMailbox(),
                annotations.write(here.alice, gone, Map.of(OURS, Optional.of(octets("x")))));
    }

    @Test
    void theServersSharedOnesAreItsAdministrators() {
        assertEquals(
                Map.of("/shared/admin", "mailto:postmaster@example.test"),
                text(annotations.readServer(here.bob, new AnnotationName("/shared"), Depth.ONE)));
        assertEquals(
                new Annotated.NoPermission(),
                annotations.writeServer(here.bob, Map.of(AnnotationName.ADMIN, Optional.of(octets("x")))));
        annotations.writeServer(here.bob, Map.of(MINE, Optional.of(octets("mine"))));
        assertEquals(Map.of("/private/comment", "mine"), text(annotations.readServer(here.bob, MINE, Depth.ZERO)));
        assertTrue(annotations.readServer(here.alice, MINE, Depth.ZERO).isEmpty());
    }

    // ---- RFC 6154 §4

    @Test
    void aUseIsSetMovedAndTakenAway() {
        here.make(here.alice, "Gesendet");
        assertEquals(new Annotated.Done(), set(here.alice, "Sent", AnnotationName.SPECIAL_USE, "\\Sent"));
        assertEquals(Map.of("/private/specialuse", "\\Sent"), get(here.alice, "Sent", "/private", Depth.INFINITY));
        assertEquals(new Annotated.Done(), set(here.alice, "Gesendet", AnnotationName.SPECIAL_USE, "\\sent \\Junk"));
        assertEquals(Set.of(), entry(here.alice, "Sent").mailbox().uses());
        assertEquals(
                Set.of(SpecialUse.SENT, SpecialUse.JUNK),
                entry(here.alice, "Gesendet").mailbox().uses());
        remove(here.alice, "Gesendet", AnnotationName.SPECIAL_USE);
        assertEquals(Set.of(), entry(here.alice, "Gesendet").mailbox().uses());
        assertEquals(Map.of(), get(here.alice, "Gesendet", "/private/specialuse", Depth.ZERO));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\All", "\\Flagged", "Sent", "\\Sent \\Holiday", "\\Sent,\\Junk", "\\Inbox"})
    void anotherUseIsRefused(String value) {
        assertInstanceOf(Annotated.UseNotAllowed.class, set(here.alice, "Sent", AnnotationName.SPECIAL_USE, value));
    }

    @Test
    void nobodySaysWhatAnothersMailboxIsFor() {
        assertInstanceOf(Annotated.UseNotAllowed.class, set(here.bob, SENT, AnnotationName.SPECIAL_USE, "\\Sent"));
    }
}
