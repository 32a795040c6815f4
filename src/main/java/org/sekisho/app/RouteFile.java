package org.sekisho.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Launcher.NewRoute;
import org.sekisho.config.Machine;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.RouteSender;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsException;
import org.sekisho.config.SettingsReader;

/// Adds routes at the end of a settings file. The file is replaced only once the new one has been read and found
/// right, by a file of the same owner and permissions.
record RouteFile(Path config, PrintStream out) {
    int add(List<NewRoute> routes) throws IOException, SettingsException {
        Settings settings = SettingsReader.read(config, Machine.unseen());
        Set<Settings.Route.Key> there =
                settings.routes().stream().map(Settings.Route::key).collect(Collectors.toSet());
        var text = new StringBuilder();
        int added = 0;
        for (NewRoute route : routes) {
            if (there.add(key(route))) {
                text.append(route.toml());
                added++;
            }
        }
        if (added > 0) {
            Path file = config.toRealPath();
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.copy(file, draft, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            String before = Files.readString(file);
            String gap = before.endsWith("\n") ? "" : "\n";
            Files.write(draft, (before + gap + text).getBytes(StandardCharsets.UTF_8));
            SettingsReader.read(draft, Machine.unseen());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        out.println(added + " of " + routes.size() + " routes added to " + config
                + (added > 0 ? "; they count after: sekisho reload" : ""));
        return ExitCode.GOOD;
    }

    private static Settings.Route.Key key(NewRoute route) {
        return new Settings.Route.Key(route.sender().map(RouteSender::of), RouteDomain.of(route.domain()));
    }
}
