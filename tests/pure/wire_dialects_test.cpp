// What the first bytes of something said are, and how ends of connections are read.

#include <catch2/catch.hpp>

#include "core/wire/dialects.hpp"
#include "core/wire/endpoint.hpp"

namespace spyglass {
namespace {

using namespace std::string_literals;

std::string over_stream(std::string_view bytes) { return recognise(bytes, false, true).what; }
std::string question(std::string_view bytes) { return recognise(bytes, true, false).what; }

const std::string dns_name = "\x07"s + "example\x03"s + "com\0"s;

std::string dns(unsigned flags, unsigned answers, const std::string& name = dns_name,
                char type = 1) {
  const auto two = [](unsigned n) {
    return std::string{static_cast<char>(n >> 8U), static_cast<char>(n & 0xffU)};
  };
  return two(4711) + two(flags) + two(1) + two(answers) + two(0) + two(0) + name + "\0"s + type +
         "\0\x01"s;
}

/// A ClientHello as rfc 8446 4.1.2 draws it, that asks for a host.
std::string hello(const std::string& host) {
  const auto two = [](std::size_t n) {
    return std::string{static_cast<char>(n >> 8U), static_cast<char>(n & 0xffU)};
  };
  const std::string name = two(host.size() + 3) + "\0"s + two(host.size()) + host;
  const std::string extensions = two(10) + two(2) + "\0\0"s + two(0) + two(name.size()) + name;
  const std::string body = "\x03\x03"s + std::string(32, 'r') + "\x01s" + two(2) + "\x13\x01" +
                           "\x01\0"s + two(extensions.size()) + extensions;
  const std::string handshake = "\x01\0"s + two(body.size()) + body;
  return "\x16\x03\x01"s + two(handshake.size()) + handshake;
}

}  // namespace

TEST_CASE("HTTP is known by its first line") {
  CHECK(over_stream("GET /prices?of=tea HTTP/1.1\r\nAccept: */*\r\nhOsT: \t shop\r\n\r\n") ==
        "GET /prices?of=tea, host shop");
  CHECK(over_stream("POST / HTTP/1.0\r\n\r\n") == "POST /");
  CHECK(over_stream("HTTP/1.1 404 Not Found\r\n") == "404 Not Found");
  for (const char* other :
       {"", "GET", "HTTP/1.1", "get / HTTP/1.1", " HTTP/1.1\r\n", "GET / FTP/1", "hello\r\n"}) {
    INFO(other);
    CHECK(over_stream(other).empty());
  }
  // A field behind the empty line is content.
  CHECK(over_stream("GET / HTTP/1.1\r\n\r\nHost: x\r\n") == "GET /");
}

TEST_CASE("questions to name servers, and answers") {
  CHECK(question(dns(0x0100, 0)) == "DNS A example.com?");
  CHECK(question(dns(0x8180, 2)) == "DNS A example.com: 2 answers");
  CHECK(question(dns(0x8180, 1, dns_name, 28)) == "DNS AAAA example.com: 1 answer");
  CHECK(question(dns(0x8183, 0)) == "DNS A example.com: NXDOMAIN");
  CHECK(question(dns(0x0100, 0, "\0"s, 99)) == "DNS type 99 .?");
  CHECK(recognise("\0\x1d"s + dns(0x0100, 0), true, true).what == "DNS A example.com?");
  const std::string whole = dns(0x0100, 0);
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    INFO(size);
    CHECK(question(std::string_view(whole).substr(0, size)).empty());
  }
  CHECK(question(dns(0x0100, 0, "\xc0\x0c"s)).empty());  // a pointer where a name must stand
  CHECK(recognise(whole, false, false).what.empty());
}

TEST_CASE("TLS is said to be that, with the host as long as one can see it") {
  const std::string whole = hello("shop.example");
  CHECK(over_stream(whole) == "TLS: hello, to shop.example");
  CHECK(recognise(whole, false, true).dialect == Saying::Dialect::tls);
  CHECK(over_stream("\x17\x03\x03\x01\0secret"s) == "TLS: encrypted");
  CHECK(over_stream("\x15\x03\x03\0\x02xx"s) == "TLS: a warning, or the end");
  CHECK(over_stream("\x16\x03\x03\0\x7a\x02"s) == "TLS: hello back");
  // However little there is of it, nothing is read behind its end.
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    const std::string what = over_stream(whole.substr(0, size));
    CHECK((what.empty() || what.starts_with("TLS: h")));
  }
}

TEST_CASE("ends of connections") {
  const auto end = parse_endpoint("127.0.0.1:80");
  REQUIRE(end);
  CHECK(end->port == 80);
  CHECK(end->is_loopback());
  CHECK(end->text() == "127.0.0.1:80");
  CHECK(parse_endpoint("[::1]:443")->text() == "[::1]:443");
  CHECK(parse_endpoint("[::1]:443")->is_loopback());
  CHECK(parse_endpoint("[::ffff:10.0.0.7]:443")->text() == "10.0.0.7:443");
  CHECK(parse_endpoint("[fe80::1%eth0]:5")->text() == "[fe80::1]:5");
  CHECK(parse_endpoint("0.0.0.0:80")->is_anywhere());
  for (const char* other : {"", ":", "80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "[::1]",
                            "[:80", "]:80", "127.0.0.1:70000", "/run/x", "@x:1", "a.b.c.d:1"}) {
    INFO(other);
    CHECK_FALSE(parse_endpoint(other));
  }
  CHECK(is_same_end("0.0.0.0:80", "127.0.0.1:80"));
  CHECK_FALSE(is_same_end("0.0.0.0:80", "127.0.0.1:81"));
  CHECK(is_same_end("/run/x", "/run/x"));
  CHECK_FALSE(is_same_end("", ""));
}

}  // namespace spyglass
