package org.sekisho.store;

/// A range of rows of one partition, in order. Deleted rows at the front of a range cost time until the engine
/// has cleaned up: a reader who comes back (a queue, a log) starts where it last stopped, not at the beginning.
/// @param from first row, included
/// @param to end, excluded; a range that ends before it begins is empty
/// @param limit at most so many rows; 1 or more
/// @param descending from the end of the range backwards
public record Scan(Row from, Row to, int limit, boolean descending) {
    public Scan {
        if (limit < 1) {
            throw new IllegalArgumentException("a scan reads at least one row, not " + limit);
        }
    }

    /// All rows that begin with `name/`.
    public static Scan all(String name, int limit) {
        return new Scan(Row.of(name + "/"), Row.of(name + "0"), limit, false); // '0' follows '/' in ASCII
    }

    /// The same range backwards.
    public Scan backwards() {
        return new Scan(from, to, limit, true);
    }

    /// The same range, beginning behind `row`: the next page of an ascending scan.
    public Scan after(Row row) {
        return new Scan(row.next(), to, limit, descending);
    }
}
