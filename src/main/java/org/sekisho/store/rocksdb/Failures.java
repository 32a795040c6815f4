package org.sekisho.store.rocksdb;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.sekisho.store.StorageException;
import org.sekisho.store.StorageException.Kind;

/// Says what a failure of the native library means to the person who runs the server.
final class Failures {
    private Failures() {}

    static StorageException of(Path folder, RocksDBException failure) {
        String text = String.valueOf(failure.getMessage());
        Kind kind = kind(failure.getStatus(), text);
        return new StorageException(kind, "store in " + folder + ": " + advice(kind) + " (" + text + ")", failure);
    }

    private static Kind kind(@Nullable Status status, String text) {
        if ((status != null && status.getSubCode() == Status.SubCode.NoSpace)
                || text.contains("No space left")
                || text.contains("Disk quota exceeded")) {
            return Kind.FULL;
        }
        if (text.contains("LOCK:") || text.contains("lock hold by current process")) {
            return text.contains("Permission denied") || text.contains("Read-only") ? Kind.READ_ONLY : Kind.LOCKED;
        }
        if (text.contains("Permission denied")
                || text.contains("Read-only file system")
                || text.contains("Operation not permitted")) {
            return Kind.READ_ONLY;
        }
        if ((status != null && status.getCode() == Status.Code.Corruption)
                || text.contains("No such file")
                || text.contains("Corruption")
                || text.contains("does not exist")
                || text.contains("Input/output error")) {
            return Kind.DAMAGED;
        }
        return Kind.UNAVAILABLE;
    }

    private static String advice(Kind kind) {
        return switch (kind) {
            case FULL -> "no space left; free some, nothing was damaged";
            case READ_ONLY -> "cannot be written; check the owner and the mode of the folder and its file system";
            case LOCKED -> "in use by another process; only one server may run on it";
            case DAMAGED ->
                "damaged; stop the server, check the disk, and restore the file that is named here, or the whole folder,"
                        + " from a backup";
            case UNAVAILABLE -> "cannot be used";
        };
    }
}
