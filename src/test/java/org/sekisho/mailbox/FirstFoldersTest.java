package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.store.Batch;
import org.sekisho.store.Outcome;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;
import org.sekisho.testing.StoreBefore;

final class FirstFoldersTest {
    private static final Map<SpecialUse, MailboxName> NAMES = Map.of(
            SpecialUse.DRAFTS, new MailboxName("Drafts"),
            SpecialUse.SENT, new MailboxName("Sent"),
            SpecialUse.TRASH, new MailboxName("Trash"));
    private static final Map<String, Set<SpecialUse>> MADE = Map.of(
            "INBOX", Set.of(),
            "Drafts", Set.of(SpecialUse.DRAFTS),
            "Sent", Set.of(SpecialUse.SENT),
            "Trash", Set.of(SpecialUse.TRASH));

    private final Neighbourhood here;
    private final FirstFolders folders;

    FirstFoldersTest() throws DirectoryException {
        here = new Neighbourhood();
        folders = new FirstFolders(here.mailboxes, () -> NAMES);
    }

    private static Map<String, Set<SpecialUse>> uses(Neighbourhood there, AccountId user) {
        Map<String, Set<SpecialUse>> uses = new TreeMap<>();
        there.mailboxes
                .list()
                .all(user)
                .forEach(listed -> uses.put(listed.name().value(), listed.uses()));
        return uses;
    }

    @Test
    void theyAreMadeOnceAndSubscribed() {
        folders.make(here.bob);
        assertEquals(MADE, uses(here, here.bob));
        assertEquals(List.of("Drafts", "INBOX", "Sent", "Trash"), here.tree.subscriptions(here.bob));
        here.tree.remove(here.bob, "Trash");
        here.tree.unsubscribe(here.bob, "Sent");
        folders.make(here.bob);
        assertEquals(Set.of("INBOX", "Drafts", "Sent"), uses(here, here.bob).keySet());
        assertEquals(List.of("Drafts", "INBOX", "Trash"), here.tree.subscriptions(here.bob));
    }

    @Test
    void whatCameFromAnotherServerIsNotDoubled() {
        here.make(here.bob, "INBOX/Sent Items");
        here.make(here.bob, "trash");
        here.mailboxes.list().create(here.bob, new MailboxName("Concepten"), Set.of(SpecialUse.DRAFTS));
        folders.make(here.bob);
        assertEquals(
                Map.of(
                        "INBOX", Set.of(),
                        "INBOX/Sent Items", Set.of(SpecialUse.SENT),
                        "trash", Set.of(SpecialUse.TRASH),
                        "Concepten", Set.of(SpecialUse.DRAFTS)),
                uses(here, here.bob));
    }

    @Test
    void oneNameServesOneUse() {
        here.mailboxes.list().create(here.bob, new MailboxName("Sent"), Set.of(SpecialUse.ARCHIVE));
        folders.make(here.bob);
        assertEquals(Set.of(SpecialUse.ARCHIVE), uses(here, here.bob).get("Sent"));
    }

    @Test
    void withoutNamesThereIsTheInbox() {
        new FirstFolders(here.mailboxes, Map::of).make(here.bob);
        assertEquals(Map.of("INBOX", Set.of()), uses(here, here.bob));
    }

    @Test
    void aRemovedAccountGetsNone() {
        here.mailboxes.removeAccount(here.bob);
        folders.make(here.bob);
        assertEquals(Map.of(), uses(here, here.bob));
    }

    private record Crashing(Store store, int[] left) implements StoreBefore {
        @Override
        public Outcome commit(Batch batch) {
            if (left[0]-- <= 0) {
                throw new StorageException(StorageException.Kind.UNAVAILABLE, "crashed");
            }
            return store.commit(batch);
        }
    }

    @Test
    void theNextLogInMakesAStoppedOneGood() throws DirectoryException {
        for (int commits = 0; commits < 9; commits++) {
            int[] left = {commits};
            var there = new Neighbourhood(memory -> new Crashing(memory, left));
            var making = new FirstFolders(there.mailboxes, () -> NAMES);
            assertThrows(StorageException.class, () -> making.make(there.bob), "after " + commits);
            left[0] = Integer.MAX_VALUE;
            making.make(there.bob);
            assertEquals(MADE, uses(there, there.bob));
        }
    }
}
