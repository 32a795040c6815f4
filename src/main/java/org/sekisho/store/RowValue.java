package org.sekisho.store;

/// A row as it was read. The value belongs to the reader.
public record RowValue(Row row, byte[] value) {}
