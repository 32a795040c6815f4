package org.sekisho.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sekisho.accounts.GuessLimits.Ticket;
import org.sekisho.accounts.StoredAccount.Credential;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Mechanism;
import org.sekisho.sasl.Prepared;
import org.sekisho.sasl.Scram;
import org.sekisho.store.StorageException;

/// The check of every login: passwords by Argon2id, proofs by the keys kept beside it, then scope, suspension and
/// guessing.
///
/// A password that was right is remembered for some minutes as a keyed hash, for clients that connect again and
/// again; the account's revision is part of what is remembered, so that a new password, a suspension or a
/// revocation ends it at once.
public final class Logins implements Authenticator, AutoCloseable {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MAX_REMEMBERED = 50_000;
    private static final String BUSY = "too many passwords are being checked";
    private static final int MAX_NAME = 320; // octets of an address, RFC 5321 §4.5.3.1

    private final Accounts accounts;
    private final LoginSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Log log;
    private final Counters counters;
    private final GuessLimits limits;
    private final Hasher hasher;
    private final SecretKeySpec memoryKey;
    private final Cache<ByteBuffer, Remembered> remembered;
    private final StoredAccount nobody;

    private record Remembered(AccountId account, long revision, CredentialId credential) {}

    /// Whom a name means.
    /// @param name for counting and comparing
    private record User(AddressKey name, Optional<Snapshot.Member> member) {}

    private sealed interface Checked {
        record Right(StoredAccount account, CredentialId credential) implements Checked {}

        record Wrong(String why) implements Checked {}

        record Busy() implements Checked {}
    }

    public Logins(
            Accounts accounts,
            LoginSettings settings,
            InstantSource clock,
            SecureRandom random,
            Log log,
            Counters counters) {
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.log = log;
        this.counters = counters;
        this.limits = new GuessLimits(clock, settings.penaltyExempt());
        this.hasher = new Hasher(settings.hashThreads(), settings.hashQueue());
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.memoryKey = new SecretKeySpec(key, "HmacSHA256");
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(REMEMBERED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
        this.nobody = nobody();
    }

    /// A stand-in with a password nobody knows, so that an unknown name takes as long as a wrong password.
    private StoredAccount nobody() {
        var bare = new StoredAccount(
                new AccountId(""),
                new Mailbox(new LocalPart("nobody"), new Domain("invalid")),
                true,
                -1,
                new byte[PasswordRules.SALT_OCTETS],
                Scram.ITERATIONS,
                false,
                List.of());
        String hash = Argon2.of(AppSecret.create(random).value(), random).toString();
        return bare.with(new Credential(
                CredentialId.MAIN,
                "",
                Instant.EPOCH,
                Scope.ANYTHING,
                Optional.of(hash),
                Optional.empty(),
                Optional.empty(),
                false));
    }

    @Override
    public List<Mechanism> offered(Attempt attempt) {
        boolean allowed = switch (attempt.service()) {
            case SMTP -> settings.authOnSmtp();
            case LMTP, METRICS -> false;
            case SUBMISSION, SUBMISSIONS, IMAP, IMAPS, POP3, POP3S, MANAGESIEVE, CONSOLE -> true;
        };
        if (!allowed || !attempt.tls()) {
            return List.of();
        }
        return Arrays.stream(Mechanism.values())
                .filter(mechanism -> switch (mechanism) {
                    case SCRAM_SHA_256_PLUS ->
                        accounts.rules().scram() && !attempt.channel().isEmpty();
                    case SCRAM_SHA_256 -> accounts.rules().scram();
                    case CRAM_MD5 -> accounts.versions().snapshot().hasCramMd5();
                    case PLAIN, LOGIN -> true;
                })
                .toList();
    }

    @Override
    public Verdict verifyPassword(Attempt attempt, String authorizationId, String user, Secret password) {
        if (!offered(attempt).contains(Mechanism.PLAIN)) {
            return reject(attempt, user, "passwords are not taken there: no TLS, or not a service for users");
        }
        User who = user(user);
        if (!isSelf(authorizationId, who)) {
            return reject(attempt, user, "acting for another is not allowed");
        }
        ByteBuffer digest = digest(who.name() + "\0" + password.value());
        try {
            Optional<StoredAccount> stored = stored(who);
            Optional<CredentialId> known = stored.flatMap(account -> recalled(account, digest));
            return known.isPresent()
                    ? admit(attempt, user, stored.orElseThrow(), known.get())
                    : checked(attempt, user, who, stored, password, digest);
        } catch (StorageException e) {
            return couldNotAsk(attempt, user, e);
        }
    }

    /// Reads a row for a name that does not exist as well, so that the time tells nothing.
    private Optional<StoredAccount> stored(User who) {
        return accounts.versions().stored(who.member().map(Snapshot.Member::id).orElse(nobody.id()));
    }

    private Optional<CredentialId> recalled(StoredAccount account, ByteBuffer digest) {
        return Optional.ofNullable(remembered.getIfPresent(digest))
                .filter(known -> known.account().equals(account.id()) && known.revision() == account.revision())
                .map(Remembered::credential);
    }

    private Verdict checked(
            Attempt attempt,
            String user,
            User who,
            Optional<StoredAccount> stored,
            Secret password,
            ByteBuffer digest) {
        boolean unguessable = AppSecret.typed(password.value()).isPresent();
        return switch (limits.begin(attempt.client(), who.name().value(), digest.getLong(0), unguessable)) {
            case Ticket.Wait(var wait) -> slowDown(attempt, user, wait);
            case Ticket.Busy() -> busy(attempt, user);
            case Ticket.Go go -> concluded(attempt, user, go, check(stored, password, digest), digest);
        };
    }

    private Verdict concluded(Attempt attempt, String user, Ticket.Go ticket, Checked result, ByteBuffer digest) {
        return switch (result) {
            case Checked.Busy() -> {
                limits.takeBack(ticket);
                yield busy(attempt, user);
            }
            case Checked.Wrong(var why) -> {
                limits.wrong(ticket);
                yield reject(attempt, user, why);
            }
            case Checked.Right(var account, var credential) -> {
                limits.good(ticket);
                remembered.put(digest, new Remembered(account.id(), account.revision(), credential));
                yield admit(attempt, user, account, credential);
            }
        };
    }

    private Checked check(Optional<StoredAccount> stored, Secret password, ByteBuffer digest) {
        StoredAccount account = stored.orElse(nobody);
        Optional<Optional<PasswordRules.Match>> result = hasher.run(() -> {
            // another connection with the same password may have been checked while this one waited
            Optional<CredentialId> known = recalled(account, digest);
            return known.isPresent()
                    ? known.map(credential -> new PasswordRules.Match(credential, false))
                    : accounts.rules().check(account, password);
        });
        if (result.isEmpty()) {
            return new Checked.Busy();
        }
        Optional<PasswordRules.Match> match = result.get();
        if (match.isEmpty() || stored.isEmpty()) {
            return new Checked.Wrong(stored.isPresent() ? "wrong password" : "no such user");
        }
        if (match.get().complete()) {
            complete(account, password, match.get());
        }
        return new Checked.Right(account, match.get().credential());
    }

    private void complete(StoredAccount account, Secret password, PasswordRules.Match match) {
        Optional<String> prepared = Prepared.query(password.value());
        try {
            if (prepared.isPresent() || match.hash().isPresent()) {
                accounts.complete(account, prepared, match.hash());
            }
        } catch (DirectoryException | StorageException e) {
            log.warn("login.keys_not_added", "account", account.id(), "why", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Proving proving(Attempt attempt) {
        return new OneProof(attempt);
    }

    private final class OneProof implements Proving {
        private final Attempt attempt;
        private Optional<Ticket.Go> ticket = Optional.empty();
        private Optional<StoredAccount> asked = Optional.empty();

        OneProof(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public Answer<ScramKeys> scram(String user) {
            return keys(
                    user,
                    (who, stored) -> new ScramKeys(
                            stored.map(StoredAccount::salt).orElseGet(() -> madeUpSalt(who)),
                            stored.map(StoredAccount::iterations).orElse(Scram.ITERATIONS),
                            stored.stream()
                                    .flatMap(account -> account.credentials().stream())
                                    .flatMap(each -> each.scram().stream()
                                            .map(pair -> new ScramKey(
                                                    each.id().value(), pair.storedKey(), pair.serverKey())))
                                    .toList()));
        }

        @Override
        public Answer<List<CramKey>> cramMd5(String user) {
            return keys(user, (_, stored) -> {
                List<CramKey> found = new ArrayList<>();
                for (Credential each : stored.map(StoredAccount::credentials).orElse(List.of())) {
                    each.cram().ifPresent(key -> found.add(new CramKey(each.id().value(), key)));
                }
                return found;
            });
        }

        private interface Extract<T> {
            T keys(User who, Optional<StoredAccount> stored);
        }

        private <T> Answer<T> keys(String name, Extract<T> extract) {
            User who = user(name);
            switch (limits.begin(attempt.client(), who.name().value(), random.nextLong(), false)) {
                case Ticket.Wait(var wait) -> {
                    slowDown(attempt, name, wait);
                    return new Answer.SlowDown<>(wait);
                }
                case Ticket.Busy() -> {
                    busy(attempt, name);
                    return new Answer.CouldNotAsk<>(BUSY);
                }
                case Ticket.Go go -> ticket = Optional.of(go);
            }
            try {
                asked = stored(who);
                return new Answer.Found<>(extract.keys(who, asked));
            } catch (StorageException e) {
                ticket.ifPresent(limits::takeBack);
                couldNotAsk(attempt, name, e);
                return new Answer.CouldNotAsk<>("the accounts cannot be read");
            }
        }

        @Override
        public Verdict proved(String authorizationId, String user, CredentialId credential) {
            ticket.ifPresent(limits::good);
            User who = user(Prepared.query(user).orElse(user));
            if (!isSelf(authorizationId, who)) {
                return reject(attempt, user, "acting for another is not allowed");
            }
            try {
                return stored(who)
                        .map(account -> isAsAsked(account, credential)
                                ? admit(attempt, user, account, credential)
                                : reject(attempt, user, "the password was changed meanwhile"))
                        .orElseGet(() -> reject(attempt, user, "the account was removed meanwhile"));
            } catch (StorageException e) {
                return couldNotAsk(attempt, user, e);
            }
        }

        /// The client may have taken its time: the proof is of a secret that was good when it asked.
        private boolean isAsAsked(StoredAccount now, CredentialId credential) {
            Optional<Instant> then =
                    asked.flatMap(account -> account.credential(credential)).map(Credential::created);
            return then.equals(now.credential(credential).map(Credential::created));
        }

        @Override
        public Verdict refused(String user, String why) {
            ticket.ifPresent(limits::wrong);
            return reject(attempt, user, why);
        }
    }

    private byte[] madeUpSalt(User who) {
        byte[] salt = hmac(
                new SecretKeySpec(accounts.versions().secret(), "HmacSHA256"),
                who.name().value());
        return Arrays.copyOf(salt, PasswordRules.SALT_OCTETS);
    }

    /// The password was right: may this credential be used, there and now?
    private Verdict admit(Attempt attempt, String user, StoredAccount account, CredentialId id) {
        Optional<Credential> credential = account.credential(id);
        if (account.suspended() || credential.isEmpty()) { // here before the snapshot follows another node
            return reject(
                    attempt, user, account.suspended() ? "the account is suspended" : "the credential was revoked");
        }
        if (accounts.standing(account.id(), id) instanceof Directory.Standing.Gone(var why)) {
            return reject(attempt, user, why);
        }
        Scope scope = credential.get().scope();
        Optional<String> refusal = scope.refusal(attempt.service(), attempt.client(), clock.instant());
        if (refusal.isPresent()) {
            return reject(attempt, user, refusal.get());
        }
        noteUse(account.id(), id);
        counters.count("login", "result", "ok");
        log.info("login.ok", facts(attempt, user, "account", account.id(), "credential", id));
        Optional<Instant> secretSet = Optional.of(credential.get().created());
        return new Verdict.LoggedIn(new Login(account.id(), id, account.primary(), scope.allowedFrom(), secretSet));
    }

    private void noteUse(AccountId account, CredentialId credential) {
        try {
            accounts.lastUse().note(account, credential);
        } catch (StorageException e) { // a full disk must not keep people from their mail
            log.warn("login.use_not_noted", "account", account, "why", String.valueOf(e.getMessage()));
        }
    }

    private Verdict reject(Attempt attempt, String user, String why) {
        counters.count("login", "result", "rejected");
        log.info("login.failed", facts(attempt, user, "reason", why));
        return new Verdict.Rejected(why);
    }

    private Verdict slowDown(Attempt attempt, String user, Duration wait) {
        counters.count("login", "result", "slowed");
        log.info("login.failed", facts(attempt, user, "reason", "too many wrong guesses", "wait", wait));
        return new Verdict.SlowDown(wait);
    }

    /// Nobody guessed wrong.
    private Verdict busy(Attempt attempt, String user) {
        counters.count("login_busy");
        log.info("login.failed", facts(attempt, user, "reason", BUSY));
        return new Verdict.CouldNotAsk(BUSY);
    }

    private Verdict couldNotAsk(Attempt attempt, String user, StorageException e) {
        counters.count("login", "result", "could_not_ask");
        log.error("login.failed", e, facts(attempt, user, "reason", "the accounts cannot be read"));
        return new Verdict.CouldNotAsk("the accounts cannot be read");
    }

    private static Object[] facts(Attempt attempt, String user, Object... more) {
        InetAddress client = attempt.client();
        List<Object> facts = new ArrayList<>(
                List.of("user", cut(user), "address", client.getHostAddress(), "service", attempt.service()));
        facts.addAll(List.of(more));
        return facts.toArray();
    }

    private static String cut(String user) {
        return user.length() > MAX_NAME ? user.substring(0, MAX_NAME) : user;
    }

    /// A name without `@` is one of the first domain. Never a failure: who cannot exist is nobody.
    private User user(String name) {
        Snapshot snapshot = accounts.versions().snapshot();
        String first =
                snapshot.firstDomain().map(found -> found.domain().name()).orElse("invalid");
        String prepared = Prepared.query(cut(name)).orElse(cut(name));
        String whole = prepared.indexOf('@') < 0 ? prepared + "@" + first : prepared;
        AddressKey key;
        try {
            key = AddressKey.of(Mailbox.of(whole));
        } catch (SyntaxError _) {
            return new User(new AddressKey(whole), Optional.empty());
        }
        return new User(
                key,
                snapshot.target(key)
                        .flatMap(target ->
                                target instanceof Snapshot.Member member ? Optional.of(member) : Optional.empty()));
    }

    private boolean isSelf(String authorizationId, User who) {
        return authorizationId.isEmpty() || user(authorizationId).name().equals(who.name());
    }

    private ByteBuffer digest(String text) {
        return ByteBuffer.wrap(hmac(memoryKey, text));
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    @Override
    public void close() {
        hasher.close();
    }
}
