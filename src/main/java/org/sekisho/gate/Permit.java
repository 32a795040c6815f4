package org.sekisho.gate;

import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.CredentialId;
import org.sekisho.address.Network;

/// The pass a message needs to leave for a domain that is not ours (invariant I1). Only this package makes one;
/// whoever holds one got it from [RelayGate#decide] or read it back with [RelayGate#permit]. It is checked again
/// before every attempt.
public sealed interface Permit {
    /// For the log, the queue listing and `explain`, e.g. `account alice@example.test (app password phone)`.
    String describe();

    /// Whom a budget and the queue's statistics count it for, e.g. `account:1f…`, `network:192.0.2.0/24`,
    /// `uid:33`, `alias:7`, `report`.
    String holder();

    final class AuthenticatedAccount implements Permit {
        final AccountId account;
        final CredentialId credential;
        final String user;

        AuthenticatedAccount(AccountId account, CredentialId credential, String user) {
            this.account = account;
            this.credential = credential;
            this.user = user;
        }

        public AccountId account() {
            return account;
        }

        public CredentialId credential() {
            return credential;
        }

        @Override
        public String describe() {
            return "account " + user + " (" + credential + ")";
        }

        @Override
        public String holder() {
            return "account:" + account;
        }
    }

    final class TrustedNetwork implements Permit {
        final Network network;

        TrustedNetwork(Network network) {
            this.network = network;
        }

        @Override
        public String describe() {
            return "trusted network " + network;
        }

        @Override
        public String holder() {
            return "network:" + network;
        }
    }

    final class LocalProcess implements Permit {
        final long uid;

        LocalProcess(long uid) {
            this.uid = uid;
        }

        @Override
        public String describe() {
            return "local process of uid " + uid;
        }

        @Override
        public String holder() {
            return "uid:" + uid;
        }
    }

    final class Forward implements Permit {
        final String aliasId;

        Forward(String aliasId) {
            this.aliasId = aliasId;
        }

        @Override
        public String describe() {
            return "forwarding rule " + aliasId;
        }

        @Override
        public String holder() {
            return "alias:" + aliasId;
        }
    }

    final class Report implements Permit {
        Report() {}

        @Override
        public String describe() {
            return "delivery report";
        }

        @Override
        public String holder() {
            return "report";
        }
    }
}
