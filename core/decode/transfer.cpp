#include "core/decode/transfer.hpp"

#include <algorithm>
#include <array>

#include "core/decode/call.hpp"
#include "core/decode/rules.hpp"

namespace spyglass {

namespace {

using Shape = Transfer::Shape;
enum class Way : std::uint8_t { reads, writes };

/// A call that moves bytes. Its first argument is the descriptor, the second leads to the bytes,
/// and the third counts them, or the pieces, or the messages.
struct Mover {
  std::string_view name;
  Way way;
  Shape shape;
  bool in_header = false;  ///< a message's header leads to the pieces, and counts them
};

constexpr std::array movers = {
    Mover{"read", Way::reads, Shape::bytes},
    Mover{"pread64", Way::reads, Shape::bytes},
    Mover{"recv", Way::reads, Shape::bytes},
    Mover{"recvfrom", Way::reads, Shape::bytes},
    Mover{"mq_timedreceive", Way::reads, Shape::bytes},
    Mover{"mq_timedreceive_time64", Way::reads, Shape::bytes},
    Mover{"readv", Way::reads, Shape::vector},
    Mover{"preadv", Way::reads, Shape::vector},
    Mover{"preadv2", Way::reads, Shape::vector},
    Mover{"recvmsg", Way::reads, Shape::vector, true},
    Mover{"recvmmsg", Way::reads, Shape::messages, true},
    Mover{"recvmmsg_time64", Way::reads, Shape::messages, true},
    Mover{"write", Way::writes, Shape::bytes},
    Mover{"pwrite64", Way::writes, Shape::bytes},
    Mover{"send", Way::writes, Shape::bytes},
    Mover{"sendto", Way::writes, Shape::bytes},
    Mover{"mq_timedsend", Way::writes, Shape::bytes},
    Mover{"mq_timedsend_time64", Way::writes, Shape::bytes},
    Mover{"writev", Way::writes, Shape::vector},
    Mover{"pwritev", Way::writes, Shape::vector},
    Mover{"pwritev2", Way::writes, Shape::vector},
    Mover{"vmsplice", Way::writes, Shape::vector},
    Mover{"sendmsg", Way::writes, Shape::vector, true},
    Mover{"sendmmsg", Way::writes, Shape::messages, true},
};

constexpr std::uint64_t most_bytes = 0x7ffff000;  // that the kernel moves in one call
constexpr std::uint64_t most_pieces = 1024;       // UIO_MAXIOV: more is an error

/// The descriptor of a call that moves bytes that way, if somebody asked for them.
const Mover* wanted(const Call& call, Way way, const NumberSet& descriptors) {
  if (descriptors.is_empty() || call.argument_values.size() < 3) return nullptr;
  const auto descriptor = static_cast<std::int32_t>(call.argument_values[0]);
  if (descriptor < 0 || !descriptors.contains(descriptor)) return nullptr;
  const auto found = std::ranges::find_if(
      movers, [&](const Mover& one) { return one.way == way && one.name == call.name; });
  return found == movers.end() ? nullptr : &*found;
}

/// A page at a time, so that a wild length costs no more than the memory that is there.
std::string bytes_at(const Memory& memory, Addr at, std::uint64_t length) {
  std::string bytes;
  while (bytes.size() < length) {
    const Addr next = at + bytes.size();
    const auto want = std::min<std::uint64_t>(bytes_to_page_end(next), length - bytes.size());
    const Chars page = memory.bytes(next, static_cast<std::size_t>(want));
    bytes += page;
    if (page.size() < want) break;
  }
  return bytes;
}

Transfer::Buffer buffer_at(const Memory& memory, Addr at, std::uint64_t length) {
  return {length, bytes_at(memory, at, length)};
}

/// The pieces of an iovec(3type). Of all of them together `left` bytes are meaningful, and these
/// are taken off it.
Transfer::Vector pieces_at(const Memory& memory, std::size_t word, Addr at, std::uint64_t count,
                           std::uint64_t& left) {
  Transfer::Vector pieces;
  for (std::uint64_t i = 0; i < std::min(count, most_pieces); ++i) {
    const Addr place = at + i * 2 * word;
    const auto base = memory.get_word(place, word);
    const auto length = memory.get_word(place + word, word);
    if (!base || !length) break;
    const std::uint64_t here = std::min(left, *length);
    left -= here;
    pieces.push_back(buffer_at(memory, Addr(*base), here));
  }
  return pieces;
}

// struct msghdr is seven words, of which the third leads to the pieces and the fourth counts them;
// struct mmsghdr has one more, how many bytes were moved.
constexpr std::size_t message_words = 7;

Transfer::Vector message_at(const Memory& memory, std::size_t word, Addr at, std::uint64_t& left) {
  const auto pieces = memory.get_word(at + 2 * word, word);
  const auto count = memory.get_word(at + 3 * word, word);
  if (!pieces || !count) return {};
  return pieces_at(memory, word, Addr(*pieces), *count, left);
}

/// `moved`: how many bytes in all, or messages.
Transfer transfer_of(const Call& call, const Mover& mover, const Memory& memory,
                     std::uint64_t moved) {
  const std::size_t word = abi(call.raw.abi).word_size;
  const Addr at(call.argument_values[1]);
  const std::uint64_t count = call.argument_values[2];
  Transfer transfer{mover.shape, {}};
  switch (mover.shape) {
    case Shape::bytes:
      // With MSG_TRUNC, recv(2) returns more than there was room for.
      transfer.vectors.push_back({buffer_at(memory, at, std::min(moved, count))});
      break;
    case Shape::vector:
      transfer.vectors.push_back(mover.in_header ? message_at(memory, word, at, moved)
                                                 : pieces_at(memory, word, at, count, moved));
      break;
    case Shape::messages: {
      std::uint64_t left = most_bytes;
      for (std::uint64_t i = 0; i < std::min({moved, count & 0xffffffff, most_pieces}); ++i) {
        const Addr one = at + i * (message_words + 1) * word;
        const auto length = memory.get<std::uint32_t>(one + message_words * word);
        if (!length) break;
        // How much came in is known of each; how much goes out, of none.
        const std::uint64_t most =
            mover.way == Way::reads ? std::min<std::uint64_t>(*length, left) : left;
        std::uint64_t unused = most;
        transfer.vectors.push_back(message_at(memory, word, one, unused));
        left -= most - unused;
      }
    }
  }
  return transfer;
}

}  // namespace

void keep_written(Call& call, const Memory& memory, const DecodeRules& rules) {
  const Mover* mover = wanted(call, Way::writes, rules.written);
  if (mover != nullptr) call.transfer = transfer_of(call, *mover, memory, most_bytes);
}

void keep_read(Call& call, const Memory& memory, const DecodeRules& rules) {
  const bool succeeded = call.result && !call.error();
  if (call.transfer && call.transfer->shape == Shape::messages) {
    const auto sent = static_cast<std::size_t>(succeeded ? *call.result : 0);
    if (sent < call.transfer->vectors.size()) call.transfer->vectors.resize(sent);
  }
  const Mover* mover = wanted(call, Way::reads, rules.read);
  if (mover == nullptr || !succeeded) return;
  call.transfer = transfer_of(call, *mover, memory, static_cast<std::uint64_t>(*call.result));
}

}  // namespace spyglass
