package org.sekisho.gate;

import java.util.List;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.CredentialId;
import org.sekisho.address.Network;

/// The stored form of permits: a kind and its fields, between tabs, which no field can hold.
final class PermitText {
    private PermitText() {}

    static String print(Permit permit) {
        return switch (permit) {
            case Permit.AuthenticatedAccount it ->
                String.join("\t", "account", it.account.value(), it.credential.value(), it.user);
            case Permit.TrustedNetwork it -> "network\t" + it.network;
            case Permit.LocalProcess it -> "uid\t" + it.uid;
            case Permit.Forward it -> "alias\t" + it.aliasId;
            case Permit.Report _ -> "report";
        };
    }

    /// @throws IllegalArgumentException not a stored permit
    static Permit read(String stored) {
        List<String> fields = List.of(stored.split("\t", -1));
        return switch (fields.getFirst() + fields.size()) {
            case "account4" ->
                new Permit.AuthenticatedAccount(
                        new AccountId(fields.get(1)), new CredentialId(fields.get(2)), fields.get(3));
            case "network2" -> new Permit.TrustedNetwork(Network.of(fields.get(1)));
            case "uid2" -> new Permit.LocalProcess(Long.parseLong(fields.get(1)));
            case "alias2" -> new Permit.Forward(fields.get(1));
            case "report1" -> new Permit.Report();
            default -> throw new IllegalArgumentException("not a stored permit");
        };
    }
}
