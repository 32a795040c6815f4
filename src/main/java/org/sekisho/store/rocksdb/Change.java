package org.sekisho.store.rocksdb;

/// One change of the database, as a group of batches writes it.
sealed interface Change {
    /// The column families.
    enum Family {
        ROWS("default"),
        BLOBS("blobs"),
        REFERENCES("references");

        private final String id;

        Family(String id) {
            this.id = id;
        }

        /// Its name in the database's files.
        String id() {
            return id;
        }
    }

    record Put(Family family, byte[] key, byte[] value) implements Change {}

    record Delete(Family family, byte[] key) implements Change {}

    /// @param to excluded
    record DeleteRange(Family family, byte[] from, byte[] to) implements Change {}
}
