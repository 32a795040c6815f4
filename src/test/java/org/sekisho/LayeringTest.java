package org.sekisho;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.sekisho.gate.Permit;

/// The rules about packages. The table is ARCHITECTURE.md's own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayeringTest {
    private static final String ROOT = "org.sekisho.";
    private static final Pattern ROW = Pattern.compile("\\| ([a-z0-9.]+) \\| .* \\|([^|]*)\\|");
    private static final String[] FORMATS = {
        ROOT + "address", ROOT + "message", ROOT + "smtp", ROOT + "pop3", ROOT + "imap", ROOT + "sasl", ROOT + "dsn"
    };

    private JavaClasses classes;
    private Map<String, Set<String>> table;

    @BeforeAll
    void read() throws IOException, URISyntaxException {
        var main = Permit.class.getProtectionDomain().getCodeSource().getLocation();
        classes = new ClassFileImporter().importPath(Path.of(main.toURI()));
        table = table(Files.readAllLines(Path.of("ARCHITECTURE.md")));
    }

    private static Map<String, Set<String>> table(List<String> lines) {
        var table = new TreeMap<String, Set<String>>();
        boolean inside = false;
        for (String line : lines) {
            inside = line.startsWith("| package |") || (inside && line.startsWith("|"));
            var row = ROW.matcher(line);
            if (inside && row.matches() && !row.group(1).equals("package")) {
                var uses = new TreeSet<>(List.of(row.group(2).strip().split(", *")));
                uses.remove("");
                table.put(row.group(1), uses);
            }
        }
        assertTrue(table.size() > 10, "the table of packages in ARCHITECTURE.md has another form");
        table.replaceAll((_, uses) -> uses.contains("all") ? table.keySet() : uses);
        return table;
    }

    private static String name(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(ROOT);
    }

    @Test
    void everyPackageHasARowAndEveryRowAPackage() {
        Set<String> packages = classes.stream()
                .filter(LayeringTest::isOurs)
                .map(LayeringTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(String.join("\n", packages), String.join("\n", table.keySet()));
        table.forEach((name, uses) -> assertTrue(packages.containsAll(uses), name + " may use what is not there"));
    }

    @Test
    void aPackageUsesOnlyWhatItsRowAllows() {
        var wrong = new TreeSet<String>();
        for (JavaClass type : classes) {
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (isOurs(type) && isOurs(target) && !mayUse(name(type), name(target))) {
                    wrong.add(name(type) + " uses " + name(target) + ": " + type.getSimpleName() + " → "
                            + target.getSimpleName());
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    private boolean mayUse(String from, String to) {
        return from.equals(to)
                || to.equals("events")
                || table.getOrDefault(from, Set.of()).contains(to);
    }

    @Test
    void thereAreNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("org.sekisho.(**)")
                .should()
                .beFreeOfCycles()
                .check(classes);
        var path = new ArrayList<String>();
        table.keySet().forEach(name -> follow(name, path));
    }

    private void follow(String name, List<String> path) {
        assertTrue(!path.contains(name), () -> "the table has a cycle: " + path + " " + name);
        path.add(name);
        table.getOrDefault(name, Set.of()).stream()
                .filter(next -> !next.equals(name))
                .forEach(next -> follow(next, path));
        path.removeLast();
    }

    @Test
    void formatsDoNoIo() {
        noClasses()
                .that()
                .resideInAnyPackage(FORMATS)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.channels..", "java.nio.file..", "javax.net..")
                        .or(named("java\\.net\\.(Socket|ServerSocket|Datagram|URL|Http).*"))
                        .or(named("java\\.io\\.(File|RandomAccess).*")))
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage(FORMATS)
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "a name server is asked",
                        call -> call.getTargetOwner().getName().startsWith("java.net.Inet")
                                && Set.of(
                                                "getByName",
                                                "getAllByName",
                                                "getHostName",
                                                "getCanonicalHostName",
                                                "getLocalHost")
                                        .contains(call.getName())))
                .check(classes);
    }

    private static DescribedPredicate<JavaClass> named(String regex) {
        return DescribedPredicate.describe(regex, type -> type.getName().matches(regex));
    }

    @Test
    void onlyTheGateMakesPermits() {
        classes()
                .that(assignableTo(Permit.class))
                .should()
                .resideInAPackage(ROOT + "gate")
                .check(classes);
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage(ROOT + "gate")))
                .should()
                .callConstructorWhere(DescribedPredicate.describe(
                        "a permit is made", call -> call.getTargetOwner().isAssignableTo(Permit.class)))
                .check(classes);
    }

    /// `Data` alone is a command of SMTP, `NoData` an answer of DNS (RFC 2308 §2.2); otherwise it says nothing.
    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching("(.*[.$]Abstract[A-Z]\\w*|.*\\w(Manager|Helper|Utils?|Impl|Base|(?<!No)Data|Info))")
                .check(classes);
    }

    @Test
    void noReflectionNoInjectionNoThreadLocals() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.lang.reflect..", "javax.inject..", "jakarta.inject..")
                        .or(named("java\\.lang\\.(ThreadLocal|InheritableThreadLocal)"))
                        .or(named("java\\.util\\.ServiceLoader")))
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .check(classes);
    }

    @Test
    void everyPackageIsNullMarked() {
        var wrong = classes.stream()
                .filter(LayeringTest::isOurs)
                .map(JavaClass::getPackage)
                .filter(found -> !found.isAnnotatedWith(NullMarked.class))
                .map(found -> found.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), wrong);
    }

    @Test
    void nothingStaticIsSetAgain() {
        fields().that().areStatic().should().beFinal().check(classes);
    }
}
