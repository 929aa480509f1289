package dev.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.units.DataSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

    @ParameterizedTest
    @CsvSource({
        "redis://cache,false,cache,6379,'','',0",
        "redis://cache/,false,cache,6379,'','',0",
        "rediss://cache.example.com:6380/2,true,cache.example.com,6380,'','',2",
        "redis://[::1]:7000,false,::1,7000,'','',0",
        "redis://:secret@10.0.0.1,false,10.0.0.1,6379,'',secret,0",
        "redis://secret@cache,false,cache,6379,'',secret,0",
        "redis://me:a%40b%3Ac+d@cache:1/15,false,cache,1,me,a@b:c+d,15"
    })
    void isReadFromAUrl(String url, boolean tls, String host, int port, String user, String password, int database) {
        assertThat(RedisAddress.parse(url)).contains(new RedisAddress(tls, host, port, user, password, database));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache",
                "http://cache",
                "redis:cache",
                "redis://",
                "redis:///2",
                "redis://cache:0",
                "redis://cache:65536",
                "redis://cache/two",
                "redis://cache/1/2",
                "redis://cache?x=1",
                "redis://cache#x",
                "redis://:%zz@cache",
                "redis://ca che"
            })
    void isNothingElse(String url) {
        assertThat(RedisAddress.parse(url)).isEmpty();
    }

    @Test
    void doesNotSayItsPassword() {
        assertThat(RedisAddress.parse("redis://me:secret@cache").orElseThrow()).hasToString("cache:6379");
        assertThat(RedisTierTest.config("redis://me:secret@cache", DataSize.ofMebibytes(1))
                        .toString())
                .doesNotContain("secret");
    }
}
