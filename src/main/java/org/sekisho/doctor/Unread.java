package org.sekisho.doctor;

/// A folder or file that could not be read.
/// @param why as the operating system put it
/// @param files how many of it, at least
public record Unread(String what, String why, long files) {
    /// Begins the name of what belongs to a queue.
    public static final String QUEUE = "queue/";

    boolean isOfQueue() {
        return what.startsWith(QUEUE);
    }
}
