package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.address.Domain;

/// The control files.
/// @param directory usually `/var/qmail/control`
/// @param files each known one; its lines are only those that were understood, without comments and
///     passwords
public record Controls(Path directory, Map<ControlFile, TextFile> files) {
    public Controls {
        files = Map.copyOf(files);
    }

    public Path path(ControlFile file) {
        return directory.resolve(file.fileName());
    }

    public TextFile text(ControlFile file) {
        return files.getOrDefault(file, new TextFile.Missing());
    }

    /// None when there is no such file.
    public List<Line> lines(ControlFile file) {
        return text(file).orNone();
    }

    public Optional<String> first(ControlFile file) {
        return lines(file).stream().map(Line::text).findFirst();
    }

    public OptionalLong number(ControlFile file) {
        return first(file).map(text -> OptionalLong.of(Long.parseLong(text))).orElse(OptionalLong.empty());
    }

    public Optional<Domain> domain(ControlFile file) {
        return first(file).map(Domain::of);
    }

    /// The machine's name.
    public Optional<Domain> me() {
        return domain(ControlFile.ME);
    }

    /// `me` when there is no file `locals`.
    public List<Domain> locals() {
        return switch (text(ControlFile.LOCALS)) {
            case TextFile.Lines(var lines) ->
                lines.stream().map(line -> Domain.of(line.text())).distinct().toList();
            case TextFile.Missing() -> me().stream().toList();
            case TextFile.Unreadable _ -> List.of();
        };
    }

    /// Whether qmail-smtpd takes mail for this domain from anybody, so far as `rcpthosts` and `morercpthosts`
    /// say.
    public boolean isAccepted(Domain domain) {
        return matches(ControlFile.RCPTHOSTS, domain) || matches(ControlFile.MORERCPTHOSTS, domain);
    }

    private boolean matches(ControlFile file, Domain domain) {
        for (Line line : lines(file)) {
            String pattern = line.text().toLowerCase(Locale.ROOT);
            if (pattern.startsWith(".")
                    ? domain.name().endsWith(pattern)
                    : domain.name().equals(pattern)) {
                return true;
            }
        }
        return false;
    }
}
