package org.sekisho.accounts;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.sekisho.accounts.StoredAccount.Credential;
import org.sekisho.accounts.StoredAccount.ScramPair;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.sasl.HmacMd5;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.StorageException;

/// The rows of the directory's partition and their values.
///
/// `head` the version; `domain/<name>`, `account/<id>`, `alias/<id>`; `log/<version>` which rows a version
/// changed; `use/<account>/<credential>` when a credential was last used, `origin/<account>` what is noted of one
/// that came from another server (both not versioned).
final class AccountRows {
    static final Partition PARTITION = new Partition("accounts");
    static final Row HEAD = Row.of("head");
    static final String DOMAIN = "domain";
    static final String ACCOUNT = "account";
    static final String ALIAS = "alias";
    static final String LOG = "log";
    static final String USE = "use";
    static final String ORIGIN = "origin";

    private static final int VERSION = 1; // since 1 an app password may be suspended

    private AccountRows() {}

    /// @param version counts the commits
    /// @param nextId the next account's or alias's number: never used twice
    /// @param secret for the made-up salts of unknown users
    record Head(long version, long nextId, byte[] secret) {
        byte[] encoded() {
            return Encoder.version(VERSION)
                    .number(version)
                    .number(nextId)
                    .bytes(secret)
                    .toBytes();
        }

        static Head read(byte[] value) {
            Decoder in = Decoder.of(value, VERSION, "accounts head");
            var head = new Head(in.number(), in.number(), in.bytes());
            in.end();
            return head;
        }
    }

    static Row domain(Domain domain) {
        return Row.of(DOMAIN, domain.name());
    }

    static Row account(AccountId id) {
        return Row.of(ACCOUNT, id.value());
    }

    static Row alias(String id) {
        return Row.of(ALIAS, id);
    }

    static byte[] encoded(HostedDomain domain) {
        return Encoder.version(VERSION)
                .number(domain.sequence())
                .flag(domain.suspended())
                .text(domain.separators())
                .optional(domain.catchAll(), AccountRows::mailbox)
                .toBytes();
    }

    static HostedDomain domain(RowValue row) {
        String name = row.row().text(DOMAIN);
        Decoder in = Decoder.of(row.value(), VERSION, "domain " + name);
        var domain = new HostedDomain(
                in.checked(() -> new Domain(name)),
                in.number(),
                in.flag(),
                in.text(),
                in.optional(AccountRows::mailbox));
        in.end();
        return domain;
    }

    static byte[] encoded(Lookup.Alias alias) {
        return Encoder.version(VERSION)
                .text(alias.address().toString())
                .text(alias.owner().toString())
                .list(alias.members(), AccountRows::mailbox)
                .flag(alias.suspended())
                .toBytes();
    }

    static Lookup.Alias alias(RowValue row) {
        String id = row.row().text(ALIAS);
        Decoder in = Decoder.of(row.value(), VERSION, "alias " + id);
        var alias = new Lookup.Alias(id, mailbox(in), mailbox(in), in.list(AccountRows::mailbox), in.flag());
        in.end();
        return alias;
    }

    static byte[] encoded(StoredAccount account) {
        return Encoder.version(VERSION)
                .text(account.primary().toString())
                .flag(account.suspended())
                .number(account.revision())
                .bytes(account.salt())
                .number(account.iterations())
                .flag(account.cramMd5())
                .list(account.credentials(), AccountRows::credential)
                .toBytes();
    }

    static StoredAccount account(RowValue row) {
        String id = row.row().text(ACCOUNT);
        Decoder in = Decoder.of(row.value(), VERSION, "account " + id);
        var account = new StoredAccount(
                new AccountId(id),
                mailbox(in),
                in.flag(),
                in.number(),
                in.bytes(),
                in.count(),
                in.flag(),
                in.list(AccountRows::credential));
        in.end();
        return account;
    }

    private static void credential(Encoder out, Credential credential) {
        out.text(credential.id().value()).text(credential.name()).instant(credential.created());
        scope(out, credential.scope());
        out.optional(credential.hash(), Encoder::text)
                .optional(
                        credential.scram(),
                        (to, pair) -> to.bytes(pair.storedKey()).bytes(pair.serverKey()))
                .optional(credential.cram(), (to, key) -> to.bytes(key.inner()).bytes(key.outer()))
                .flag(credential.suspended());
    }

    private static Credential credential(Decoder in) {
        return new Credential(
                new CredentialId(in.text()),
                in.text(),
                in.instant(),
                scope(in),
                in.optional(Decoder::text),
                in.optional(from -> new ScramPair(from.bytes(), from.bytes())),
                in.optional(AccountRows::cram),
                in.version() > 0 && in.flag());
    }

    private static HmacMd5 cram(Decoder in) {
        byte[] inner = in.bytes();
        byte[] outer = in.bytes();
        return in.checked(() -> new HmacMd5(inner, outer));
    }

    private static void scope(Encoder out, Scope scope) {
        out.list(scope.services(), Encoder::symbol)
                .list(scope.allowedFrom(), AccountRows::mailbox)
                .list(
                        scope.networks(),
                        (to, network) -> to.text(network.prefix().getHostAddress() + "/" + network.length()))
                .optional(scope.expires(), Encoder::instant);
    }

    private static Scope scope(Decoder in) {
        List<Service> services = in.list(from -> from.symbol(Service.class));
        return new Scope(
                Set.copyOf(services),
                in.list(AccountRows::mailbox),
                in.list(from -> parsed(from.text(), "network", Network::of)),
                in.optional(Decoder::instant));
    }

    private static void mailbox(Encoder out, Mailbox mailbox) {
        out.text(mailbox.toString());
    }

    private static Mailbox mailbox(Decoder in) {
        return parsed(in.text(), "address", Mailbox::of);
    }

    private static <T> T parsed(String text, String what, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (SyntaxError e) {
            throw new StorageException(
                    StorageException.Kind.DAMAGED, "a stored " + what + " cannot be read: " + text, e);
        }
    }
}
