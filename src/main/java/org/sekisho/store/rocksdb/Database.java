package org.sekisho.store.rocksdb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;
import org.sekisho.store.rocksdb.NativeDatabase.Entry;

/// The database as the engine sees it: never called after it was closed (the native library would crash), its
/// failures translated, and opened anew after one that the native library does not recover from. Reads are safe
/// from any thread; writes come from the committer only, syncs from the syncer.
final class Database {
    private final Path folder;
    private final DataFolder files;
    private final Options options;
    private final Log log;
    private final StampedLock lock = new StampedLock(); // read: in use; write: being closed or opened
    private @Nullable NativeDatabase open;
    private volatile boolean failed;

    Database(Path folder, DataFolder files, Options options, Log log) {
        this.folder = folder;
        this.files = files;
        this.options = options;
        this.log = log;
        this.open = openNow();
    }

    byte @Nullable [] get(Change.Family family, byte[] key) {
        long stamp = lock.readLock();
        try {
            return required().get(family, key);
        } catch (RocksDBException e) {
            throw Failures.of(folder, e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    List<Entry> scan(Change.Family family, byte[] from, byte[] to, int limit, boolean descending) {
        long stamp = lock.readLock();
        try {
            return required().scan(family, from, to, limit, descending);
        } catch (RocksDBException e) {
            throw Failures.of(folder, e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /// Writes all changes or none. After a failure it may be either, until [#recover].
    void write(List<Change> changes) {
        long stamp = lock.readLock();
        try {
            required().write(changes);
        } catch (RocksDBException e) {
            failed = true;
            throw Failures.of(folder, e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /// Brings to the disk what was written before. After a failure of this or of [#write] it fails until
    /// [#recover]: a second fsync may succeed although the first has lost what it failed to write.
    void sync() {
        long stamp = lock.readLock();
        try {
            if (failed) {
                throw new StorageException(
                        Kind.UNAVAILABLE, "store in " + folder + ": an earlier write failed, this one is not sure");
            }
            required().sync();
        } catch (RocksDBException e) {
            failed = true;
            throw Failures.of(folder, e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /// After a failed write the native library refuses all further ones, and what became of the failed one is
    /// open: reading the log again settles both. Does nothing when nothing failed.
    void recover() {
        if (!failed) {
            return;
        }
        long stamp = lock.writeLock();
        try {
            if (open != null) {
                open.close();
                open = null;
            }
            open = openNow();
            failed = false;
            log.info("store.recovered", "folder", folder);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private NativeDatabase openNow() {
        try {
            WriteAheadLog.check(folder, log);
            NativeDatabase database = NativeDatabase.open(folder, options);
            requireFiles(database);
            return database;
        } catch (IOException e) {
            throw new StorageException(Kind.DAMAGED, "store in " + folder + ": a log cannot be read: " + e, e);
        } catch (RocksDBException e) {
            throw Failures.of(folder, e);
        }
    }

    /// Whether a write or a sync has failed: [#recover] before the next.
    boolean hasFailed() {
        return failed;
    }

    private void requireFiles(NativeDatabase database) throws RocksDBException {
        boolean complete = false;
        try {
            files.requireFiles(database);
            complete = true;
        } finally {
            if (!complete) {
                database.close();
            }
        }
    }

    private NativeDatabase required() {
        if (open == null) {
            throw new StorageException(Kind.UNAVAILABLE, "store in " + folder + " is closed");
        }
        return open;
    }

    /// @return whether it was open, and so was closed in good order
    boolean close() {
        long stamp = lock.writeLock();
        try {
            if (open == null) {
                return false;
            }
            flush(open);
            open.close();
            open = null;
            return true;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void flush(NativeDatabase database) {
        try {
            database.flush();
        } catch (RocksDBException e) {
            // Nothing is lost: the log has it all.
            log.warn("store.close", "folder", folder, "failed", Failures.of(folder, e));
        }
    }
}
