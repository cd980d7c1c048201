#include "core/wire/moved.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "core/open_file.hpp"

namespace spyglass {

namespace {

/// Where the bytes of a call are.
enum class Shape : std::uint8_t {
  buffer,    ///< in an argument
  pieces,    ///< in an array of struct iovec
  message,   ///< in the pieces of a struct msghdr
  messages,  ///< in those of an array of struct mmsghdr
  unseen,    ///< they never were in the program's memory
};

struct Mover {
  std::string_view call;
  Way way;
  Shape shape;
  std::size_t descriptor = 0;  ///< the place of that argument
};

constexpr std::array movers = {
    Mover{"read", Way::received, Shape::buffer},
    Mover{"readv", Way::received, Shape::pieces},
    Mover{"recv", Way::received, Shape::buffer},
    Mover{"recvfrom", Way::received, Shape::buffer},
    Mover{"recvmsg", Way::received, Shape::message},
    Mover{"recvmmsg", Way::received, Shape::messages},
    Mover{"recvmmsg_time64", Way::received, Shape::messages},
    Mover{"write", Way::sent, Shape::buffer},
    Mover{"writev", Way::sent, Shape::pieces},
    Mover{"send", Way::sent, Shape::buffer},
    Mover{"sendto", Way::sent, Shape::buffer},
    Mover{"sendmsg", Way::sent, Shape::message},
    Mover{"sendmmsg", Way::sent, Shape::messages},
    Mover{"sendfile", Way::sent, Shape::unseen},
    Mover{"sendfile64", Way::sent, Shape::unseen},
    Mover{"splice", Way::received, Shape::unseen},
    Mover{"splice", Way::sent, Shape::unseen, 2},
};

/// recv(2): bytes that stay in the queue, and what is no data but the story of an error.
constexpr std::uint64_t only_looks = MSG_PEEK | MSG_ERRQUEUE;

const Value* member(const Value* value, std::string_view name) {
  const auto* members = value == nullptr ? nullptr : value->as<value::Struct>();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(members->fields, name, &value::Field::name);
  return found == members->fields.end() ? nullptr : &found->value;
}

/// A number, also one that the kernel has changed.
std::optional<std::uint64_t> number_in(const Value* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* number = value->as<value::Number>()) return number->bits;
  const auto* changed = value->as<value::Changed>();
  return changed == nullptr ? std::nullopt : number_in(&changed->before_and_after.back());
}

void add_text(std::string& to, const Value* value, std::uint64_t most) {
  const auto* text = value == nullptr ? nullptr : value->as<value::Text>();
  if (text == nullptr) return;
  to.append(text->bytes.data(), std::min<std::size_t>(text->bytes.size(), most));
}

/// The bytes of an array of struct iovec, until some are missing.
std::string bytes_of_pieces(const Value* pieces, std::uint64_t length) {
  std::string bytes;
  const auto* array = pieces == nullptr ? nullptr : pieces->as<value::Array>();
  if (array == nullptr) return bytes;
  for (const Value& piece : array->elements) {
    const std::uint64_t left = length - bytes.size();
    const std::uint64_t here = std::min(left, number_in(member(&piece, "iov_len")).value_or(left));
    const std::size_t before = bytes.size();
    add_text(bytes, member(&piece, "iov_base"), here);
    if (bytes.size() - before < here) break;
  }
  return bytes;
}

std::string end_in(const Value* address) {
  return address == nullptr ? std::string{} : end_name(*address);
}

void take_message(Moved& moved, const Value* header) {
  moved.bytes = bytes_of_pieces(member(header, "msg_iov"), moved.length);
  moved.peer = end_in(member(header, "msg_name"));
}

void take_argument(Moved& moved, const Call& call, Shape shape) {
  if (shape == Shape::buffer) {
    add_text(moved.bytes, call.argument("buf"), moved.length);
    const Value* address = call.argument("dest_addr");
    moved.peer = end_in(address == nullptr ? call.argument("src_addr") : address);
  } else if (shape == Shape::pieces) {
    moved.bytes = bytes_of_pieces(call.argument("iov"), moved.length);
  } else if (shape == Shape::message) {
    take_message(moved, call.argument("msg"));
  }
}

void add_messages(std::vector<Moved>& to, const Moved& model, const Call& call) {
  const Value* all = call.argument("msgvec");
  const auto* array = all == nullptr ? nullptr : all->as<value::Array>();
  if (array == nullptr) return;
  const auto count = static_cast<std::size_t>(*call.result);
  for (const Value& one : array->elements) {
    if (to.size() == count) break;
    Moved& moved = to.emplace_back(model);
    moved.length = number_in(member(&one, "msg_len")).value_or(0);
    take_message(moved, member(&one, "msg_hdr"));
  }
}

int descriptor_of(const Call& call, const Mover& mover) {
  if (call.argument_values.size() <= mover.descriptor) return -1;
  return static_cast<int>(call.argument_values[mover.descriptor]);
}

bool only_looked(const Call& call) {
  const Value* flags = call.argument("flags");
  const auto* set = flags == nullptr ? nullptr : flags->as<value::Flags>();
  return set != nullptr && (set->bits & only_looks) != 0;
}

/// As read(2) does when it is asked for none.
bool asked_for_nothing(const Call& call, const Mover& mover) {
  return mover.shape == Shape::buffer && call.argument_values.size() > 2 &&
         call.argument_values[2] == 0;
}

}  // namespace

std::vector<Moved> moved_by(const Call& call) {
  std::vector<Moved> all;
  if (!call.result || call.error() || call.injected.result) return all;
  for (const Mover& mover : movers) {
    if (mover.call != call.name) continue;
    if (mover.way == Way::received && mover.shape != Shape::unseen && only_looked(call)) continue;
    if (asked_for_nothing(call, mover)) continue;
    Moved model{.way = mover.way, .descriptor = descriptor_of(call, mover)};
    if (mover.shape == Shape::messages) {
      add_messages(all, model, call);
      continue;
    }
    model.length = static_cast<std::uint64_t>(*call.result);
    take_argument(model, call, mover.shape);
    all.push_back(std::move(model));
  }
  return all;
}

bool moves_bytes(const Call& call) {
  return std::ranges::find(movers, std::string_view(call.name), &Mover::call) != movers.end();
}

int sends_to(const Call& call) {
  for (const Mover& mover : movers) {
    if (mover.way == Way::sent && mover.call == call.name) return descriptor_of(call, mover);
  }
  return -1;
}

std::string moving_calls() {
  std::string names;
  for (const Mover& mover : movers) {
    // Those that only some ABIs have may be none: `?`.
    names += fmt::format("{}?{}", names.empty() ? "" : ",", mover.call);
  }
  return names;
}

}  // namespace spyglass
