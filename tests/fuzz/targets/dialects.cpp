// The first bytes of what somebody said over a socket: HTTP, DNS, TLS, or nothing that is known.
// The first one says where they came from.

#include "core/wire/dialects.hpp"
#include "repl/views/output.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

const Target dialects("dialects", [](std::string_view input) {
  Input in(input);
  const auto from = in.number();
  const std::string_view bytes = in.rest();
  const Saying saying = recognise(bytes, (from & 1) != 0, (from & 2) != 0);
  require(saying.dialect != Saying::Dialect::unknown || saying.what.empty(),
          "bytes that mean nothing have a meaning", saying.what);
  // An answer of DNS names one host; the rest is words of our own.
  constexpr std::size_t words = 200;
  require(saying.what.size() <= 4 * bytes.size() + words, "a meaning is longer than what was said",
          saying.what);
  const std::string shown = inert_line(saying.what);
  require_inert(shown);
  require(shown.find('\n') == std::string::npos, "a meaning is more than one line", shown);
});

}  // namespace

}  // namespace spyglass::fuzz
