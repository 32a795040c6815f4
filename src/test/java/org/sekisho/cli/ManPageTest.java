package org.sekisho.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The manual page is made from the commands. `-Dupdate` writes it again.
class ManPageTest {
    private static final Path PAGE = Path.of("docs/man/sekisho.1");

    @Test
    void thePageIsUpToDate() throws IOException {
        String page = page(Grammar.commandLine("").getCommandSpec());
        if (System.getProperty("update") != null) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "run this test with -Dupdate");
    }

    private static String page(CommandSpec root) {
        var page = new StringBuilder();
        page.append(".\\\" Made by ManPageTest. Do not edit.\n.TH SEKISHO 1\n.SH NAME\nsekisho \\- ")
                .append(escaped(summary(root)))
                .append("\n.SH SYNOPSIS\n.B sekisho\n.I command\n[options]\n.SH COMMANDS\n");
        for (CommandLine command : root.subcommands().values()) {
            command(page, command.getCommandSpec());
        }
        return page.append(".SH EXIT STATUS\n")
                .append(".TP\n0\ngood\n.TP\n1\nthe check found something, or what was asked was refused\n")
                .append(".TP\n2\nnot understood\n.TP\n3\ncould not tell: the server is not running\n")
                .append(".TP\n75\ntry again later\n")
                .append(".SH ENVIRONMENT\n.TP\nSEKISHO_CONFIG\nthe settings of the server to ask\n")
                .append(".SH FILES\n.TP\n/etc/sekisho/sekisho.toml\nthe settings, unless another file is named\n")
                .toString();
    }

    private static void command(StringBuilder page, CommandSpec spec) {
        page.append(".SS ")
                .append(escaped(spec.qualifiedName()))
                .append('\n')
                .append(escaped(summary(spec)))
                .append('\n');
        for (CommandLine command : spec.subcommands().values()) {
            command(page, command.getCommandSpec());
        }
        spec.positionalParameters().forEach(each -> argument(page, each.paramLabel(), each));
        for (OptionSpec option : spec.options()) {
            if (!option.usageHelp()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                argument(page, option.longestName() + label, option);
            }
        }
    }

    private static void argument(StringBuilder page, String name, ArgSpec argument) {
        page.append(".TP\n.B ").append(escaped(name)).append('\n');
        page.append(escaped(String.join(" ", argument.description()))).append('\n');
    }

    private static String summary(CommandSpec spec) {
        return String.join(" ", spec.usageMessage().description());
    }

    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
