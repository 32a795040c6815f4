package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.mailbox.QuotaRoots.Resource;

final class QuotaRootsTest {
    private static final Resource ONE_MAILBOX = new Resource("MAILBOX", 1, MailboxList.MAX_MAILBOXES);

    private final Neighbourhood here;
    private final QuotaRoots roots;

    QuotaRootsTest() throws DirectoryException {
        here = new Neighbourhood();
        roots = new QuotaRoots(here.mailboxes);
    }

    private Entry entry(AccountId user, String name) {
        return assertInstanceOf(Access.Granted.class, here.tree.access(user, name))
                .entry();
    }

    @Test
    void whatHasALimitIsShown() {
        String text = "Subject: hello\r\n\r\nbody\r\n";
        here.mailboxes.deliver(here.bob, Bodies.delivery("Q1", Bodies.stored(here.memory, text), text));
        assertEquals(Optional.of(List.of(ONE_MAILBOX)), roots.resources(here.bob, QuotaRoots.OWN));
        here.mailboxes.setQuota(here.bob, Optional.of(new Quota(1 << 20, Long.MAX_VALUE)));
        assertEquals(
                Optional.of(List.of(new Resource("STORAGE", 1, 1024), ONE_MAILBOX)),
                roots.resources(here.bob, QuotaRoots.OWN));
        here.mailboxes.setQuota(here.bob, Optional.of(new Quota(Long.MAX_VALUE, 7)));
        assertEquals(
                Optional.of(List.of(new Resource("MESSAGE", 1, 7), ONE_MAILBOX)),
                roots.resources(here.bob, QuotaRoots.OWN));
        assertEquals(Optional.empty(), roots.resources(here.bob, "alice@example.test"));
    }

    @Test
    void howFullAnotherIsStaysHidden() {
        here.make(here.alice, "Sent");
        here.grant(here.alice, "Sent", "bob@example.test", "lrswipkxtea");
        assertEquals(List.of(QuotaRoots.OWN), roots.of(entry(here.alice, "Sent")));
        assertEquals(List.of(), roots.of(entry(here.bob, "Other Users/alice@example.test/Sent")));
    }
}
