package org.sekisho.migration;

import java.io.IOException;
import org.sekisho.doctor.Severity;

/// Counts what goes to the report.
final class Tally {
    private final Report report;
    private int domains;
    private int newDomains;
    private int accounts;
    private int newAccounts;
    private int aliases;
    private int newAliases;
    private int remarks;
    private int openHoles;
    private Line.Mail mail = Line.Mail.NONE;

    Tally(Report report) {
        this.report = report;
    }

    void line(Line line) throws IOException {
        switch (line) {
            case Line.OfDomain domain -> {
                domains++;
                newDomains += isNew(domain.state());
            }
            case Line.OfAccount account -> {
                accounts++;
                newAccounts += isNew(account.state());
                mail = mail.plus(account.mail());
            }
            case Line.OfAlias alias -> {
                aliases++;
                newAliases += isNew(alias.state());
            }
            case Line.OfRemark _ -> remarks++;
            case Line.OfHole hole -> openHoles += hole.hole().severity().compareTo(Severity.WARNING) >= 0 ? 1 : 0;
            case Line.OfCatchAll _, Line.OfSettings _, Line.Progress _ -> {}
        }
        report.line(line);
    }

    private static int isNew(Line.State state) {
        return state == Line.State.NEW ? 1 : 0;
    }

    Line.Mail mail() {
        return mail;
    }

    Report.Totals totals() {
        return new Report.Totals(
                domains, newDomains, accounts, newAccounts, aliases, newAliases, mail, remarks, openHoles);
    }
}
