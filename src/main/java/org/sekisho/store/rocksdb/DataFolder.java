package org.sekisho.store.rocksdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;

/// The store's folder before and after the native library has it: refuses one that lost files, which the library
/// would take for a new one and begin empty.
final class DataFolder {
    private static final String CURRENT = "CURRENT"; // names the list of files; the library's way in
    private static final String OPEN = "OPEN"; // ours: there from opening to clean closing

    private static final String LOCK = "store.lock"; // ours: locked while the store is open

    private final Path path;
    private @Nullable FileChannel lock;

    DataFolder(Path path) {
        this.path = path;
    }

    /// Makes the folder if there is none, locks it and looks at what is in it. The library has a lock of its
    /// own, but takes it only after [WriteAheadLog] has read, and perhaps cut, what may be another process's
    /// log.
    /// @throws StorageException `LOCKED`, `DAMAGED` when files are missing, `READ_ONLY` when it cannot be made
    ///     or written
    void prepare(Log log) {
        try {
            Files.createDirectories(path);
            if (!Files.isWritable(path)) {
                throw new StorageException(Kind.READ_ONLY, "store: the folder " + path + " cannot be written");
            }
            lock();
            if (isNew()) {
                log.info("store.created", "folder", path);
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void lock() throws IOException {
        FileChannel file = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = file;
        boolean free;
        try {
            free = file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            free = false; // this process itself has it open
        }
        if (!free) {
            throw new StorageException(
                    Kind.LOCKED, "store in " + path + ": in use by another process; only one server may run on it");
        }
    }

    /// Lets another process open the folder.
    void unlock() {
        try {
            if (lock != null) {
                lock.close();
                lock = null;
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private boolean isNew() throws IOException {
        List<String> names = names();
        if (names.contains(CURRENT)) {
            if (names.contains(OPEN) && names.stream().noneMatch(name -> name.endsWith(WriteAheadLog.SUFFIX))) {
                throw missing("its log (the newest file ….log)");
            }
            return false;
        }
        if (names.stream().anyMatch(DataFolder::holdsRecords)) {
            throw missing("the file " + CURRENT);
        }
        return true;
    }

    /// The library looks for the files of bodies only when it reads one; here all are looked for.
    /// @throws StorageException `DAMAGED`
    void requireFiles(NativeDatabase database) throws RocksDBException {
        try {
            Set<String> missing = new HashSet<>(database.files());
            names().forEach(missing::remove);
            missing.retainAll(database.files()); // some may have been merged and removed meanwhile
            if (!missing.isEmpty()) {
                throw missing(missing.toString());
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static boolean holdsRecords(String name) {
        return name.equals(OPEN)
                || name.startsWith("MANIFEST-")
                || name.endsWith(".sst")
                || name.endsWith(".blob")
                || name.endsWith(WriteAheadLog.SUFFIX);
    }

    private StorageException missing(String what) {
        return new StorageException(
                Kind.DAMAGED,
                "store: the folder " + path + " has lost " + what + ". It is not begun anew: restore the whole folder"
                        + " from a backup, or, if there was never any mail in it, empty it.");
    }

    void opened() {
        try {
            if (!Files.exists(path.resolve(OPEN))) {
                Files.createFile(path.resolve(OPEN));
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    void closed(Log log) {
        try {
            Files.deleteIfExists(path.resolve(OPEN));
        } catch (IOException e) {
            log.warn("store.close", "folder", path, "failed", e);
        }
    }

    private StorageException failure(IOException cause) {
        Kind kind = switch (cause) {
            case FileSystemException e when String.valueOf(e.getReason()).contains("No space") -> Kind.FULL;
            case FileSystemException _ -> Kind.READ_ONLY; // no permission, no folder, a file in its place
            case IOException _ -> Kind.UNAVAILABLE;
        };
        return new StorageException(kind, "store: the folder " + path + " cannot be used: " + cause, cause);
    }
}
