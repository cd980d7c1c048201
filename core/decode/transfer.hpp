#pragma once

#include <string>
#include <vector>

namespace spyglass {

struct Call;
struct DecodeRules;
class Memory;

/// All bytes that a call read or wrote, or tried to write: for those who asked for more than the
/// beginning of them that the arguments show.
struct Transfer {
  /// One piece of memory of a call.
  struct Buffer {
    std::uint64_t length;  ///< as the call says; where memory ends, there are fewer bytes
    std::string bytes;
  };
  /// The pieces that one message is put together of, or a call without messages.
  using Vector = std::vector<Buffer>;

  enum class Shape : std::uint8_t {
    bytes,     ///< write(2): one buffer
    vector,    ///< writev(2), sendmsg(2): several
    messages,  ///< sendmmsg(2): several vectors
  };
  Shape shape;
  std::vector<Vector> vectors;  ///< one, but for messages
};

/// At a call's entry: keeps what it writes in Call::transfer, if the rules want that. What memory
/// says later is no longer what was written.
void keep_written(Call& call, const Memory& memory, const DecodeRules& rules);
/// At its exit: keeps what it read, and drops what was never sent.
void keep_read(Call& call, const Memory& memory, const DecodeRules& rules);

}  // namespace spyglass
