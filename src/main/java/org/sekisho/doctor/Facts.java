package org.sekisho.doctor;

import java.util.List;

/// What was counted.
/// @param software whose queue and log they are
/// @param unread what could not be read, and so is in no number
public record Facts(Software software, QueueFacts queue, LogFacts log, List<Unread> unread) {
    public Facts {
        unread = List.copyOf(unread);
    }

    /// Whether everything of the queue could be read.
    boolean isQueueComplete() {
        return unread.stream().noneMatch(Unread::isOfQueue);
    }
}
