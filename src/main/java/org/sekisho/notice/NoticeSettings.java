package org.sekisho.notice;

import java.time.Duration;
import java.util.Optional;

/// @param interval between two notices of one account
/// @param timeout of one attempt
/// @param programs whether programs may be run
/// @param user whom they are run as, when that is not the server's own user
public record NoticeSettings(Duration interval, Duration timeout, boolean programs, Optional<String> user) {}
