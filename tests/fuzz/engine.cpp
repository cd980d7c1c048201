// What libFuzzer calls: the one target that is linked with this.

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* bytes = reinterpret_cast<const char*>(data);
  spyglass::fuzz::Target::all().front()->run({bytes, size});
  return 0;
}
