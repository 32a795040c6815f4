package org.sekisho.notice;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.message.EncodedWords;
import org.sekisho.message.Envelope;
import org.sekisho.message.EnvelopeAddress;
import org.sekisho.message.RawText;
import org.sekisho.store.StorageException;

/// Tells of new mail, where somebody wants to know. Nothing of it is durable, and nothing waits for it: a notice
/// that cannot be given is counted and logged. Of one account there is one notice at a time, and one in an
/// interval. Safe from any thread.
public final class Notices implements AutoCloseable {
    static final int MAX_WAITING = 10_000; // accounts
    static final int ATTEMPTS = 3;
    private static final int AT_ONCE = 20;
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

    private final NoticeTargets targets;
    private final Mailboxes mailboxes;
    private final Function<AccountId, Optional<Account>> accounts;
    private final Supplier<NoticeSettings> settings;
    private final InstantSource clock;
    private final Log log;
    private final Counters counters;
    private final Executor executor;
    private final WebHook hook = new WebHook();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Semaphore bell = new Semaphore(0); // rung when there may be something to do
    private final Map<AccountId, Waiting> waiting = new HashMap<>(); // guarded by this
    private @Nullable Thread thread; // guarded by this
    private boolean closed; // guarded by this

    /// Mail that nobody was told of yet, or an account that was told lately.
    private static final class Waiting {
        private long uid;
        private int messages;
        private int failures;
        private boolean underWay;
        private Instant due = Instant.MIN;
    }

    /// @param accounts by id
    /// @param executor runs one attempt, which takes as long as the timeout
    public Notices(
            NoticeTargets targets,
            Mailboxes mailboxes,
            Function<AccountId, Optional<Account>> accounts,
            Supplier<NoticeSettings> settings,
            InstantSource clock,
            Log log,
            Counters counters,
            Executor executor) {
        this.targets = targets;
        this.mailboxes = mailboxes;
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.counters = counters;
        this.executor = executor;
    }

    /// A message was delivered into the account's INBOX. Returns at once.
    public void arrived(AccountId account, long uid) {
        if (targets.of(account).isEmpty()) {
            return;
        }
        synchronized (this) {
            Waiting its = waiting.get(account);
            if (its == null && waiting.size() >= MAX_WAITING) {
                counters.count("sekisho_notices_total", "result", "dropped");
                return;
            }
            if (its == null) {
                its = new Waiting();
                waiting.put(account, its);
            }
            its.uid = Math.max(its.uid, uid);
            its.messages++;
        }
        bell.release();
    }

    /// Reads who is to be told, and begins.
    public synchronized void start() {
        targets.load();
        thread = Thread.ofVirtual().name("notices").start(this::runUntilClosed);
    }

    private void runUntilClosed() {
        Instant loaded = clock.instant();
        try {
            while (!isClosed()) {
                tick();
                await();
                if (clock.instant().isAfter(loaded.plus(LOOK_AGAIN))) {
                    loaded = clock.instant();
                    reload();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void reload() {
        try {
            targets.load();
        } catch (StorageException e) {
            log.error("notice.targets", e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void await() throws InterruptedException {
        long millis = untilNext().toMillis() + 1;
        if (bell.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
    }

    private synchronized Duration untilNext() {
        Instant now = clock.instant();
        Instant next = now.plus(LOOK_AGAIN);
        for (Waiting its : waiting.values()) {
            if (!its.underWay && its.messages > 0 && its.due.isBefore(next)) {
                next = its.due.isAfter(now) ? its.due : now;
            }
        }
        return Duration.between(now, next);
    }

    private record Due(AccountId account, long uid, int messages) {}

    /// Begins what is due.
    void tick() {
        for (Due due : takeDue()) {
            if (places.tryAcquire()) {
                executor.execute(() -> {
                    try {
                        attempt(due);
                    } finally {
                        places.release();
                        bell.release();
                    }
                });
            } else {
                ended(due, Optional.of(clock.instant().plusSeconds(1)), false);
            }
        }
    }

    private synchronized List<Due> takeDue() {
        Instant now = clock.instant();
        List<Due> due = new ArrayList<>();
        for (Iterator<Map.Entry<AccountId, Waiting>> all = waiting.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<AccountId, Waiting> each = all.next();
            Waiting its = each.getValue();
            if (its.underWay || its.due.isAfter(now)) {
                // its turn comes
            } else if (its.messages == 0) {
                all.remove();
            } else {
                due.add(new Due(each.getKey(), its.uid, its.messages));
                its.underWay = true;
                its.messages = 0;
            }
        }
        return due;
    }

    private void attempt(Due due) {
        Optional<NoticeTarget> target = targets.of(due.account);
        Outcome outcome;
        try {
            Optional<Notice> notice = notice(due);
            outcome = target.isEmpty() || notice.isEmpty()
                    ? new Outcome.Told() // switched off, or deleted: there is nothing to tell
                    : tell(target.get(), notice.get());
        } catch (StorageException e) {
            outcome = new Outcome.Later(e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            log.error("notice.bug", e, "account", due.account);
            outcome = new Outcome.Failed("a bug in the server");
        }
        note(due, target.map(NoticeTarget::toString).orElse("-"), outcome);
    }

    private Outcome tell(NoticeTarget target, Notice notice) throws InterruptedException {
        NoticeSettings now = settings.get();
        return switch (target) {
            case NoticeTarget.Url(var uri) -> hook.tell(uri, notice, now.timeout());
            case NoticeTarget.Program(var program) ->
                now.programs()
                        ? ProgramRun.tell(program, notice, now.timeout(), now.user())
                        : new Outcome.Failed("notice.programs is false");
        };
    }

    private Optional<Notice> notice(Due due) {
        Optional<Account> account = accounts.apply(due.account);
        if (account.isEmpty()) {
            return Optional.empty();
        }
        return mailboxes
                .inbox(due.account)
                .flatMap(inbox -> mailboxes
                        .message(inbox, due.uid)
                        .flatMap(message -> envelope(mailboxes, inbox, message))
                        .map(envelope -> new Notice(
                                account.get().primary().toString(),
                                MailboxName.INBOX.value(),
                                envelope.from().stream()
                                        .findFirst()
                                        .map(Notices::shown)
                                        .orElse(""),
                                envelope.subject().map(EncodedWords::decode).orElse(""),
                                envelope.date().map(RawText::text).orElse(""),
                                envelope.messageId().map(RawText::text).orElse(""),
                                due.messages)));
    }

    private static Optional<Envelope> envelope(Mailboxes mailboxes, MailboxId inbox, Message message) {
        return mailboxes.summaries(inbox, List.of(message)).stream().findFirst().map(summary -> summary.envelope());
    }

    private static String shown(EnvelopeAddress address) {
        return switch (address) {
            case EnvelopeAddress.Single(var _, var _, var mailbox, var host) -> mailbox + "@" + host;
            case EnvelopeAddress.Group(var name, var _) -> EncodedWords.decode(name);
        };
    }

    private void note(Due due, String target, Outcome outcome) {
        switch (outcome) {
            case Outcome.Told() -> {
                counters.count("sekisho_notices_total", "result", "told");
                log.info("notice.told", "account", due.account, "to", target, "messages", due.messages);
                ended(due, Optional.empty(), false);
            }
            case Outcome.Later(var why) -> {
                counters.count("sekisho_notices_total", "result", "deferred");
                log.warn("notice.deferred", "account", due.account, "to", target, "why", why);
                ended(due, Optional.of(clock.instant().plus(FIRST_PAUSE)), true);
            }
            case Outcome.Failed(var why) -> {
                counters.count("sekisho_notices_total", "result", "failed");
                log.warn("notice.failed", "account", due.account, "to", target, "why", why);
                ended(due, Optional.empty(), false);
            }
        }
    }

    /// @param again when to tell the same once more
    private synchronized void ended(Due due, Optional<Instant> again, boolean failed) {
        Waiting its = waiting.get(due.account);
        if (its == null) {
            return;
        }
        its.underWay = false;
        its.failures = failed ? its.failures + 1 : again.isPresent() ? its.failures : 0;
        if (again.isPresent() && its.failures < ATTEMPTS) {
            its.messages += due.messages;
            its.due = again.get();
        } else {
            its.failures = 0;
            its.due = clock.instant().plus(settings.get().interval());
        }
    }

    /// Accounts that are waited for, and those told lately.
    synchronized int waiting() {
        return waiting.size();
    }

    /// What was not told yet is told to nobody. Idempotent.
    @Override
    public synchronized void close() {
        closed = true;
        bell.release();
        if (thread != null) {
            thread.interrupt();
        }
        hook.close();
    }
}
