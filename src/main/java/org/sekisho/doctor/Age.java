package org.sekisho.doctor;

import java.time.Duration;

/// How long a message has been in the queue.
public enum Age {
    HOUR(Duration.ofHours(1)),
    FOUR_HOURS(Duration.ofHours(4)),
    DAY(Duration.ofDays(1)),
    WEEK(Duration.ofDays(7)), // qmail's queuelifetime, unless it is set otherwise
    LONGER(Duration.ofSeconds(Long.MAX_VALUE));

    private final Duration limit;

    Age(Duration limit) {
        this.limit = limit;
    }

    /// Less than this.
    public Duration limit() {
        return limit;
    }

    /// @param time in the queue; negative when a clock was wrong, which counts as new
    static Age of(Duration time) {
        for (Age age : values()) {
            if (time.compareTo(age.limit) < 0) {
                return age;
            }
        }
        return LONGER;
    }
}
