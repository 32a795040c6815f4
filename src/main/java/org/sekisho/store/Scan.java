package org.sekisho.store;

/// A range of rows of one partition, in order.
/// @param from first row, included
/// @param to end, excluded
/// @param limit at most so many rows; 1 or more
/// @param descending from the end of the range backwards
public record Scan(Row from, Row to, int limit, boolean descending) {
    /// All rows that begin with `name/`.
    public static Scan all(String name, int limit) {
        return new Scan(Row.of(name + "/"), Row.of(name + "0"), limit, false); // '0' follows '/' in ASCII
    }
}
