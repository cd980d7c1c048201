#include "core/pcap/pcapng.hpp"

#include <sys/utsname.h>

#include <array>

namespace spyglass::pcap {

namespace {

enum BlockType : std::uint32_t {
  section_header = 0x0a0d0d0a,
  interface_description = 1,
  enhanced_packet = 6,
};
enum Option : std::uint16_t {
  end_of_options = 0,
  comment = 1,
  section_system = 3,
  section_application = 4,
  interface_name = 2,
  interface_resolution = 9,
};

constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::uint16_t link_type_raw = 101;
/// What an option's length has room for.
constexpr std::size_t longest_option = 0xffff;

/// Numbers as they are in memory here: the format leaves the order to the writer. Both
/// architectures that this is built for are little-endian.
class Block {
 public:
  explicit Block(BlockType type) : type_(type) {}

  template <class Number>
  Block& add(Number number) {
    body_.append(reinterpret_cast<const char*>(&number), sizeof number);
    return *this;
  }
  /// Filled up to a multiple of four bytes.
  Block& bytes(std::string_view bytes) {
    body_ += bytes;
    body_.append((4 - body_.size() % 4) % 4, '\0');
    return *this;
  }
  Block& option(Option option, std::string_view value) {
    value = value.substr(0, longest_option);
    return add(static_cast<std::uint16_t>(option))
        .add(static_cast<std::uint16_t>(value.size()))
        .bytes(value);
  }
  void write(const Write& to) {
    add(static_cast<std::uint32_t>(end_of_options));
    constexpr std::size_t around = 3 * sizeof(std::uint32_t);
    const auto length = static_cast<std::uint32_t>(body_.size() + around);
    std::string whole;
    const auto add_word = [&](std::uint32_t word) {
      whole.append(reinterpret_cast<const char*>(&word), sizeof word);
    };
    add_word(type_);
    add_word(length);
    whole += body_;
    add_word(length);
    to(whole);
  }

 private:
  BlockType type_;
  std::string body_;
};

}  // namespace

void write_beginning(const Write& write, std::string_view what) {
  utsname system{};
  const bool known = uname(&system) == 0;
  Block section(section_header);
  constexpr std::int64_t length_not_said = -1;
  section.add(byte_order_magic).add(std::uint16_t{1}).add(std::uint16_t{0}).add(length_not_said);
  section.option(comment, what);
  if (known) section.option(section_system, std::string(system.sysname) + " " + system.release);
  section.option(section_application, "spyglass " SPYGLASS_VERSION);
  section.write(write);

  Block interface(interface_description);
  constexpr std::uint32_t no_limit = 0;
  constexpr char nanoseconds = 9;
  interface.add(link_type_raw).add(std::uint16_t{0}).add(no_limit);
  interface.option(interface_name, "calls").option(interface_resolution, {&nanoseconds, 1});
  interface.write(write);
}

void write_packet(const Write& write, const Packet& packet) {
  const auto time = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(packet.time.time_since_epoch()).count());
  Block block(enhanced_packet);
  constexpr std::uint32_t the_interface = 0;
  block.add(the_interface);
  block.add(static_cast<std::uint32_t>(time >> 32U)).add(static_cast<std::uint32_t>(time));
  block.add(static_cast<std::uint32_t>(packet.bytes.size()));
  block.add(static_cast<std::uint32_t>(packet.length));
  block.bytes(packet.bytes);
  if (!packet.comment.empty()) block.option(comment, packet.comment);
  block.write(write);
}

}  // namespace spyglass::pcap
