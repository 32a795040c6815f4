package org.sekisho.imap.server;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Login;
import org.sekisho.imap.ParserMode;

/// Who has logged in, and what their program has enabled. Used by one thread.
final class User {
    private final Login login;
    private final Set<String> disabled;
    private final Set<Feature> enabled = EnumSet.noneOf(Feature.class);

    private Optional<Notifications> notifications = Optional.empty();

    /// @param disabled the names of extensions this account does without, in capitals
    User(Login login, Set<String> disabled) {
        this.login = login;
        this.disabled = Set.copyOf(disabled);
    }

    Set<String> disabled() {
        return disabled;
    }

    Login login() {
        return login;
    }

    AccountId account() {
        return login.account();
    }

    boolean has(Feature feature) {
        return enabled.contains(feature);
    }

    /// @return false when it was enabled already
    boolean enable(Feature feature) {
        if (feature == Feature.QRESYNC) {
            enabled.add(Feature.CONDSTORE); // RFC 7162 §3.2.3
        }
        return enabled.add(feature);
    }

    Optional<Notifications> notifications() {
        return notifications;
    }

    /// Ends those of before.
    void hears(Optional<Notifications> now) {
        notifications.ifPresent(Notifications::close);
        notifications = now;
    }

    ParserMode mode() {
        return new ParserMode(has(Feature.IMAP4REV2), has(Feature.UTF8_ACCEPT));
    }
}
