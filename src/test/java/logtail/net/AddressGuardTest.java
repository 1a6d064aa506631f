package logtail.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import logtail.runtime.Env;
import logtail.runtime.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "10.1.2.3",
                "172.31.255.255",
                "192.168.0.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::"
            })
    void refusesWhatIsNotPublic(String address) throws IOException {
        assertThat(guard("").allows(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.2.1", "2606:4700::1111"})
    void allowsWhatIsPublic(String address) throws IOException {
        assertThat(guard("").allows(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void allowsWhatTheSettingNames() throws IOException {
        AddressGuard guard = guard("10.0.0.0/8, 192.168.1.1 fd00::/8");
        assertThat(guard.allows(InetAddress.getByName("10.255.0.1"))).isTrue();
        assertThat(guard.allows(InetAddress.getByName("192.168.1.1"))).isTrue();
        assertThat(guard.allows(InetAddress.getByName("192.168.1.2"))).isFalse();
        assertThat(guard.allows(InetAddress.getByName("fd12::1"))).isTrue();
    }

    @Test
    void saysWhichAddressAndWhichSetting() {
        assertThatThrownBy(() -> guard("").resolve("localhost"))
                .isInstanceOf(ForbiddenAddressException.class)
                .hasMessage("localhost is 127.0.0.1, which is not a public address; LOGTAIL_DRAIN_ALLOW may name it");
        assertThatThrownBy(() -> guard("").resolve("127.0.0.1"))
                .hasMessage("127.0.0.1 is not a public address; LOGTAIL_DRAIN_ALLOW may name it");
        assertThatThrownBy(() -> guard("").resolve("::1")).hasMessageStartingWith("::1 is not a public address");
    }

    @Test
    void refusesASettingThatIsNoRange() {
        var env = new Env(Map.of("LOGTAIL_DRAIN_ALLOW", "10.0.0.0/8,everything"));
        AddressGuard.allowed(env);
        assertThatThrownBy(env::finish).isInstanceOf(SettingsException.class).hasMessageContaining("everything");
    }

    private static AddressGuard guard(String setting) {
        return AddressGuard.allowing(AddressGuard.allowed(new Env(Map.of("LOGTAIL_DRAIN_ALLOW", setting))));
    }
}
