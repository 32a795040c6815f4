package org.sekisho.doctor;

import java.util.List;

/// What was counted.
/// @param unread what could not be read, and so is in no number
public record Facts(QueueFacts queue, LogFacts log, List<Unread> unread) {
    public Facts {
        unread = List.copyOf(unread);
    }
}
