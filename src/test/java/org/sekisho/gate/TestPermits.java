package org.sekisho.gate;

import org.sekisho.accounts.Login;

/// Permits for tests of those who only carry them.
public final class TestPermits {
    private TestPermits() {}

    public static Permit account(Login login) {
        return new Permit.AuthenticatedAccount(
                login.account(), login.credential(), login.user().toString());
    }
}
