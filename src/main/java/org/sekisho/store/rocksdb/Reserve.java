package org.sekisho.store.rocksdb;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;

/// Refuses writes while there is still some space, so that the native library never meets a full disk half way
/// through a file. Below the reserve no body is taken; below half of it nothing is: in between, what is queued
/// can still be delivered, and people can delete. The committer's thread only.
final class Reserve {
    /// How much space the file system has left for us.
    interface FreeSpace {
        long octets() throws IOException;
    }

    /// Asks the file system of a folder, which need not be there yet. Used by one thread.
    static final class FileSystemSpace implements FreeSpace {
        private final Path folder;
        private @Nullable FileStore fileSystem; // to find it takes the whole list of mounts

        FileSystemSpace(Path folder) {
            this.folder = folder;
        }

        @Override
        public long octets() throws IOException {
            if (fileSystem == null) {
                fileSystem = Files.getFileStore(folder);
            }
            return fileSystem.getUsableSpace();
        }
    }

    private static final long LOOK_AGAIN = 20_000_000; // ns; a disk cannot write half a reserve in that time

    private final long lookAgain;
    private final FreeSpace space;
    private final long reserve;
    private long looked;
    private long octets;

    /// @param reserve octets
    Reserve(FreeSpace space, long reserve) {
        this(space, reserve, LOOK_AGAIN);
    }

    /// @param lookAgain nanoseconds for which an answer is good
    Reserve(FreeSpace space, long reserve, long lookAgain) {
        this.space = space;
        this.reserve = reserve;
        this.lookAgain = lookAgain;
        this.looked = System.nanoTime() - lookAgain;
    }

    /// @throws StorageException `FULL`
    void requireForBody() {
        require(reserve);
    }

    /// @throws StorageException `FULL`
    void requireForAnything() {
        require(reserve / 2);
    }

    private void require(long least) {
        long now = System.nanoTime();
        if (now - looked >= lookAgain || octets < least) { // a bad answer is not good for long
            octets = look();
            looked = now;
        }
        if (octets < least) {
            throw new StorageException(
                    Kind.FULL,
                    "store: only " + octets + " octets are free, " + least
                            + " are kept in reserve; free some, nothing was damaged");
        }
    }

    private long look() {
        try {
            return space.octets();
        } catch (IOException e) {
            throw new StorageException(Kind.UNAVAILABLE, "store: cannot tell how much space is free: " + e, e);
        }
    }
}
