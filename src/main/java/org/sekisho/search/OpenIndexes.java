package org.sekisho.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.sekisho.accounts.AccountId;
import org.sekisho.events.Log;

/// The indexes that are open, and their folders, one below another for each account that has searched. Safe from any
/// thread. An index that cannot be used is left alone for a while: searches read the messages then.
final class OpenIndexes {
    /// Indexes open at a time; each has a few MiB of memory while it is used.
    static final int MOST = 8;
    /// How long after the last search an index stays open, and up to date.
    static final Duration IDLE = Duration.ofMinutes(30);

    private static final Duration AFTER_TROUBLE = Duration.ofMinutes(1);

    /// Lucene says once that a module of the JDK which is still in incubation would make it quicker: not ours to
    /// choose.
    private static final Logger ADVICE =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        ADVICE.setLevel(Level.SEVERE);
    }

    private final Path folder;
    private final InstantSource clock;
    private final Log log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AccountId, Open> open = new HashMap<>();
    private final Map<AccountId, Instant> trouble = new HashMap<>();
    private boolean closed;

    private record Open(AccountIndex index, Instant used) {}

    OpenIndexes(Path folder, InstantSource clock, Log log) {
        this.folder = folder;
        this.clock = clock;
        this.log = log;
    }

    boolean exists(AccountId account) {
        return Files.isDirectory(folder(account));
    }

    /// The account's index, for a search.
    /// @param create when there is none
    /// @return empty: there is none, or it cannot be used now
    Optional<AccountIndex> use(AccountId account, boolean create) {
        lock.lock();
        try {
            Optional<AccountIndex> index = get(account, create);
            index.ifPresent(found -> open.put(account, new Open(found, clock.instant())));
            return index;
        } finally {
            lock.unlock();
        }
    }

    /// As [#use], but not for a search.
    Optional<AccountIndex> get(AccountId account, boolean create) {
        lock.lock();
        try {
            Open known = open.get(account);
            if (known != null) {
                return Optional.of(known.index);
            }
            Instant until = trouble.getOrDefault(account, Instant.MIN);
            if (closed || clock.instant().isBefore(until) || !(create || exists(account))) {
                return Optional.empty();
            }
            AccountIndex index = AccountIndex.open(folder(account));
            open.put(account, new Open(index, clock.instant()));
            return Optional.of(index);
        } catch (IOException | RuntimeException e) {
            giveUp(account, e);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// The index cannot be used: closes it, and removes it when it is damaged, so that it is made anew.
    void giveUp(AccountId account, Exception why) {
        lock.lock();
        try {
            log.warn("search.trouble", "account", account, "reason", why);
            trouble.put(account, clock.instant().plus(AFTER_TROUBLE));
            close(account);
            if (why instanceof CorruptIndexException
                    || why instanceof IndexFormatTooOldException
                    || why instanceof IndexFormatTooNewException) {
                delete(folder(account));
            }
        } finally {
            lock.unlock();
        }
    }

    /// Accounts whose index is open, those that searched last at the end.
    List<AccountId> accounts() {
        return snapshot().stream().map(Map.Entry::getKey).toList();
    }

    private List<Map.Entry<AccountId, Open>> byUse() {
        return open.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getValue().used))
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /// Makes durable what was read, then closes what nobody used for long, and what is too many. By the thread that
    /// changes the indexes: committing may take long, and no search waits for it.
    void tidy() {
        snapshot().forEach(entry -> commit(entry.getKey(), entry.getValue().index));
        lock.lock();
        try {
            Instant idle = clock.instant().minus(IDLE);
            int tooMany = open.size() - MOST;
            for (Map.Entry<AccountId, Open> entry : byUse()) {
                if (tooMany > 0 || entry.getValue().used.isBefore(idle)) {
                    close(entry.getKey());
                }
                tooMany--;
            }
            trouble.values().removeIf(until -> !clock.instant().isBefore(until));
        } finally {
            lock.unlock();
        }
    }

    private List<Map.Entry<AccountId, Open>> snapshot() {
        lock.lock();
        try {
            return byUse();
        } finally {
            lock.unlock();
        }
    }

    private void commit(AccountId account, AccountIndex index) {
        try {
            index.commit();
        } catch (IOException | RuntimeException e) {
            giveUp(account, e);
        }
    }

    /// Removes an account's index.
    void delete(AccountId account) {
        lock.lock();
        try {
            close(account);
            trouble.remove(account);
            delete(folder(account));
        } finally {
            lock.unlock();
        }
    }

    /// Accounts that have an index, open or not.
    List<AccountId> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> new AccountId(path.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void closeAll() {
        lock.lock();
        try {
            closed = true;
            List.copyOf(open.keySet()).forEach(this::close);
        } finally {
            lock.unlock();
        }
    }

    private void close(AccountId account) {
        Open known = open.remove(account);
        if (known != null) {
            try {
                known.index.close();
            } catch (IOException | RuntimeException e) {
                log.warn("search.trouble", "account", account, "reason", e);
            }
        }
    }

    private void delete(Path index) {
        if (!Files.isDirectory(index)) {
            return;
        }
        try (Stream<Path> files = Files.walk(index)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            log.warn("search.trouble", "folder", index, "reason", e);
        }
    }

    private Path folder(AccountId account) {
        Path path = folder.resolve(account.value()).normalize();
        if (!folder.normalize().equals(path.getParent())) {
            throw new IllegalArgumentException("not the id of an account: " + account);
        }
        return path;
    }
}
