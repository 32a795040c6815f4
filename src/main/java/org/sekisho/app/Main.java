package org.sekisho.app;

import java.util.Optional;
import org.sekisho.cli.CommandLineEntry;
import org.sekisho.cli.Terminal;

/// The one entry point of every command.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1 && arguments[0].equals("--train")) {
            Training.run();
            return;
        }
        System.exit(CommandLineEntry.run(arguments, new Servers(System.out, System.err), Terminal.ofProcess()));
    }

    static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
