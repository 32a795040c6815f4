package org.sekisho.mailbox;

import org.sekisho.accounts.AccountId;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;

/// Where everything of this package lies in the store.
///
/// `mailbox/<id>`: `head`, `recent` (see [RecentMark]), `msg/<uid>`, `top/<uid>` (the octets before the body, absent
/// when there are none),
/// `exp/<time><uid>` (what `msg/<uid>` was, until it was expunged; it keeps `top/<uid>` and the reference),
/// `sum/<uid>` (what [Summary] says; absent until it is asked for),
/// `log/<modseq>`, `dlv/<delivery id>`, `src/<name>` (what came from another server, by its name there).
/// `account/<id>`: `head`, `box/<name>`, `sub/<name>`, `quota`, `imap` (extensions it does without),
/// `folders` (the first ones were made),
/// `acl/<mailbox id>` (who else may use it), `meta/<mailbox id>/shared/...` (annotations of a mailbox of this
/// account), `meta/<mailbox id>/private/...` (this user's own, whosever mailbox it is),
/// `gone/<mailbox id>`, `src/<name>` and `src-sub/<name>` (mailboxes and subscriptions that came from another
/// server). `sharers/<account id>`: `from/<account id>`: who may have shared something with this account.
/// `sharers-anyone`: `from/<domain>/<account id>`: who may have shared something with all of a domain. `expiries`:
/// see [Expiries]. `purges`:
/// `<account id>/MAILBOX` and `<account id>/ACCOUNT`: accounts with mailboxes on
/// their way out.
final class Rows {
    static final Row HEAD = Row.of("head");
    static final Row RECENT = Row.of("recent");
    static final Row QUOTA = Row.of("quota");
    static final Row FOLDERS = Row.of("folders");
    static final Row IMAP = Row.of("imap");
    static final Partition PURGES = new Partition("purges");
    static final Partition SHARERS_WITH_ANYONE = new Partition("sharers-anyone");
    static final Partition EXPIRIES = new Partition("expiries");
    static final String MAILBOX = "mailbox";
    static final String EXPUNGED = "exp";
    static final String MESSAGE = "msg";
    static final String TOP = "top";
    static final String SUMMARY = "sum";
    static final String LOG = "log";
    static final String DELIVERY = "dlv";
    static final String SOURCE = "src";
    static final String BOX = "box";
    static final String SUBSCRIBED = "sub";
    static final String GONE = "gone";
    static final String ACL = "acl";
    static final String META = "meta";
    static final String FROM = "from";

    private Rows() {}

    static Partition mailbox(MailboxId id) {
        return new Partition(MAILBOX + "/" + id.value());
    }

    static Partition account(AccountId id) {
        return new Partition("account/" + id.value());
    }

    static Partition sharers(AccountId with) {
        return new Partition("sharers/" + with.value());
    }

    static Row acl(MailboxId mailbox) {
        return Row.of(ACL, mailbox.value());
    }

    static Row message(long uid) {
        return Row.of(MESSAGE, uid);
    }

    /// @param at seconds since 1970
    static Row expunged(long at, long uid) {
        return Row.of(EXPUNGED, at, uid);
    }

    static Row top(long uid) {
        return Row.of(TOP, uid);
    }

    static Row summary(long uid) {
        return Row.of(SUMMARY, uid);
    }

    static Row log(long modSeq) {
        return Row.of(LOG, modSeq);
    }

    static Row delivery(String deliveryId) {
        return Row.of(DELIVERY, deliveryId);
    }

    static Row source(String name) {
        return Row.of(SOURCE, name);
    }

    /// The owner of a message's reference to its body.
    static String owner(MailboxId mailbox, long uid) {
        return "mailbox/" + mailbox.value() + "/" + uid;
    }
}
