/// The embedded engine: one database, one write-ahead log, one committer thread.
///
/// Three column families share the log: `default` holds the rows, `blobs` the chunks of bodies (their values lie
/// in blob files, so that compaction does not copy them), `references` who refers to a body and which bodies
/// nobody refers to. [RocksDbStore] is the door; [Committer] decides and writes; [Database] is the only class
/// that calls the native library.
@NullMarked
package org.sekisho.store.rocksdb;

import org.jspecify.annotations.NullMarked;
