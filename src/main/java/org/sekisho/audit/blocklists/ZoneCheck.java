package org.sekisho.audit.blocklists;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.sekisho.address.IpAddress;
import org.sekisho.dns.Answer;

/// Asks one zone: its test entries first (RFC 5782 §5), and only if they are right for the subjects.
final class ZoneCheck {
    private static final int MOST_TEXTS = 5;
    private static final int LONGEST_TEXT = 500; // characters

    private final Zone zone;
    private final List<Subject> subjects;
    private final Questions questions;
    private final BiConsumer<Subject, Verdict> results;

    /// @param results told of each subject as soon as there is a verdict, from any thread; of a listed one again
    ///     when the list's own text is there
    ZoneCheck(Zone zone, List<Subject> subjects, Questions questions, BiConsumer<Subject, Verdict> results) {
        this.zone = zone;
        this.subjects = subjects;
        this.questions = questions;
        this.results = results;
    }

    void run() throws InterruptedException {
        questions.together(zone.kinds().stream()
                .<Callable<Kind>>map(kind -> () -> ask(kind))
                .toList());
    }

    private Kind ask(Kind kind) throws InterruptedException {
        List<Subject> ofKind =
                subjects.stream().filter(subject -> subject.kind() == kind).toList();
        if (!ofKind.isEmpty()) {
            Optional<Verdict> unusable = test(kind);
            if (unusable.isPresent()) {
                ofKind.forEach(subject -> results.accept(subject, unusable.get()));
            } else {
                questions.together(ofKind.stream()
                        .<Callable<Subject>>map(subject -> () -> ask(subject))
                        .toList());
            }
        }
        return kind;
    }

    /// Empty when the list works and answers us.
    private Optional<Verdict> test(Kind kind) throws InterruptedException {
        String always = zone.nameOf(zone.alwaysListed().getOrDefault(kind, kind.alwaysListed()));
        String never = zone.nameOf(kind.neverListed());
        List<Answer<InetAddress>> answers =
                questions.together(List.of(() -> questions.addresses(always), () -> questions.addresses(never)));
        return Stream.of(shouldBeListed(always, answers.getFirst()), shouldNotBeListed(never, answers.getLast()))
                .flatMap(Optional::stream)
                .max((one, other) -> one.status().compareTo(other.status()));
    }

    private Optional<Verdict> shouldBeListed(String entry, Answer<InetAddress> answer) {
        return switch (answer) {
            case Answer.Found<InetAddress>(var codes, var _) -> {
                Optional<Verdict> refused = refused(codes);
                yield refused.isPresent() || codes.stream().anyMatch(ReturnCodes.LIST_ANSWERS::contains)
                        ? refused
                        : Optional.of(new Verdict.Dead("answers " + print(codes) + ", as no list does: its domain has"
                                + " other owners, or this resolver invents answers"));
            }
            case Answer.CouldNotAsk<InetAddress>(var why) -> Optional.of(new Verdict.CouldNotAsk(why));
            case Answer.NoSuchName<InetAddress>(), Answer.NoData<InetAddress>() ->
                Optional.of(new Verdict.Dead(
                        "its test entry " + entry + " is not there: the list has ended, or hides from this resolver"));
        };
    }

    private Optional<Verdict> shouldNotBeListed(String entry, Answer<InetAddress> answer) {
        return switch (answer) {
            case Answer.Found<InetAddress>(var codes, var _) -> {
                Optional<Verdict> refused = refused(codes);
                yield refused.isPresent()
                        ? refused
                        : Optional.of(new Verdict.Dead("lists everything: even " + entry + " gives " + print(codes)));
            }
            case Answer.CouldNotAsk<InetAddress>(var why) -> Optional.of(new Verdict.CouldNotAsk(why));
            case Answer.NoSuchName<InetAddress>(), Answer.NoData<InetAddress>() -> Optional.empty();
        };
    }

    private Optional<Verdict> refused(List<InetAddress> codes) {
        List<InetAddress> refusals = codes.stream().filter(zone::isRefusal).toList();
        return refusals.isEmpty()
                ? Optional.empty()
                : Optional.of(new Verdict.Refused("does not answer this resolver (" + print(refusals) + ")"));
    }

    private Subject ask(Subject subject) throws InterruptedException {
        String name = zone.nameOf(subject.labels());
        switch (questions.addresses(name)) {
            case Answer.Found<InetAddress>(var codes, var _) -> found(subject, name, codes);
            case Answer.CouldNotAsk<InetAddress>(var why) -> results.accept(subject, new Verdict.CouldNotAsk(why));
            case Answer.NoSuchName<InetAddress>(), Answer.NoData<InetAddress>() ->
                results.accept(subject, new Verdict.Clean());
        }
        return subject;
    }

    private void found(Subject subject, String name, List<InetAddress> answers) throws InterruptedException {
        Optional<Verdict> refused = refused(answers);
        List<Verdict.Code> codes = answers.stream()
                .filter(ReturnCodes.LIST_ANSWERS::contains)
                .sorted((one, other) -> IpAddress.print(one).compareTo(IpAddress.print(other)))
                .map(code -> new Verdict.Code(code, zone.meanings(code)))
                .toList();
        if (refused.isPresent()) {
            results.accept(subject, refused.get());
        } else if (codes.isEmpty()) {
            results.accept(subject, new Verdict.CouldNotAsk("answers " + print(answers) + ", as no list does"));
        } else {
            results.accept(subject, new Verdict.Listed(codes, List.of())); // known, should the text not come in time
            results.accept(subject, new Verdict.Listed(codes, texts(name)));
        }
    }

    private List<String> texts(String name) throws InterruptedException {
        return questions.texts(name) instanceof Answer.Found<String>(var texts, var _)
                ? texts.stream().limit(MOST_TEXTS).map(ZoneCheck::printable).toList()
                : List.of();
    }

    /// Whoever runs a list could otherwise write to the terminal of whoever asks, or turn its direction.
    private static String printable(String text) {
        var clean = new StringBuilder();
        text.chars()
                .limit(LONGEST_TEXT)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .forEach(c -> clean.append((char) c));
        return clean.toString();
    }

    private static String print(List<InetAddress> addresses) {
        return String.join(
                ", ", addresses.stream().map(IpAddress::print).sorted().toList());
    }
}
