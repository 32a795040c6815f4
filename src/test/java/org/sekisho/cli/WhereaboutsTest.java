package org.sekisho.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WhereaboutsTest {
    @TempDir
    Path folder;

    private Path tryServer() throws IOException {
        Path data = Files.createDirectories(folder.resolve("try/data"));
        return Files.createFile(data.resolve("admin.sock"));
    }

    private Whereabouts unnamed() {
        return Whereabouts.unnamed(folder.resolve("usual.sock"), folder.resolve("try"));
    }

    @Test
    void aTryServerIsFoundUnlessThereIsARealOne() throws IOException {
        assertEquals(folder.resolve("usual.sock"), unnamed().socket());
        assertTrue(unnamed().advice("no").contains(folder.resolve("try").toString()));
        Path socket = tryServer();
        assertEquals(socket, unnamed().socket());
        Files.createFile(folder.resolve("usual.sock"));
        assertEquals(folder.resolve("usual.sock"), unnamed().socket());
    }

    @Test
    void somebodyElsesTryServerIsNotAsked() throws IOException {
        tryServer();
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a folder away");
        var nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(folder.resolve("try"), nobody);
        assertEquals(folder.resolve("usual.sock"), unnamed().socket());
    }
}
