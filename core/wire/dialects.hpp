#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace spyglass {

/// What the first bytes of something that was said on a wire are, for people.
struct Saying {
  enum class Dialect : std::uint8_t {
    unknown,
    http,  ///< HTTP/1, rfc 9112
    dns,   ///< rfc 1035
    tls,   ///< rfc 8446: what follows the greeting is encrypted
  };
  Dialect dialect = Dialect::unknown;
  std::string what = {};  ///< "GET /prices, host localhost", "DNS A example.com: 2 answers"
};

/// `name_service`: one of its ends is port 53, where bytes that mean nothing else mean questions;
/// `stream`: they came over a connection, where each of those has its length in front.
Saying recognise(std::string_view bytes, bool name_service, bool stream);

}  // namespace spyglass
