/// The embedded engine: one database, one write-ahead log, one committer thread.
@NullMarked
package org.sekisho.store.rocksdb;

import org.jspecify.annotations.NullMarked;
