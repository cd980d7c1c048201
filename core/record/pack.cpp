// How records become bytes, and bytes records. Each struct says once, in order, which members it
// has; a Packer and an Unpacker go through them alike.

#include <fmt/format.h>
#include <sys/utsname.h>

#include <concepts>
#include <cstring>

#include "core/record/bytes.hpp"
#include "core/record/recorded.hpp"

namespace spyglass::recorded {

namespace {

constexpr std::uint64_t abi_count = 3;

// A kind of event or record is known by its place in its variant, a choice by its number, and so
// is a register by its place in the set: who changes one of these orders raises the version of the
// format.

class Packer {
 public:
  explicit Packer(ByteWriter& out) : out_(out) {}

  /// What we write is of our own version, and has them all.
  template <class Member>
  void since(unsigned, const Member& member) {
    put(member);
  }
  template <class... Members>
  void operator()(const Members&... members) {
    (put(members), ...);
  }
  /// One of `count` values, numbered from 0.
  template <class E>
  void choice(const E& value, std::uint64_t) {
    out_.number(static_cast<std::uint64_t>(value));
  }

 private:
  void put(bool value) { out_.number(value ? 1 : 0); }
  template <std::unsigned_integral T>
  void put(const T& value) {
    out_.number(value);
  }
  template <std::signed_integral T>
  void put(const T& value) {
    out_.signed_number(value);
  }
  template <class Tag, class Rep>
  void put(Distinct<Tag, Rep> id) {
    out_.signed_number(id.value());
  }
  void put(Addr addr) { out_.number(addr.value()); }
  template <class Rep, class Period>
  void put(std::chrono::duration<Rep, Period> duration) {
    out_.signed_number(duration.count());
  }
  void put(const std::string& text) { out_.text(text); }
  void put(const siginfo_t& info) {
    out_.text({reinterpret_cast<const char*>(&info), sizeof info});
  }
  void put(const RegisterValues& values) {
    choice(values.abi().id, 0);
    const auto bytes = values.bytes();
    out_.text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    out_.number(values.size());
    for (const T& value : values) put(value);
  }
  template <class T, std::size_t count>
  void put(const std::array<T, count>& values) {
    for (const T& value : values) put(value);
  }
  template <class... Kinds>
  void put(const std::variant<Kinds...>& value) {
    out_.number(value.index());
    std::visit([this](const auto& kind) { this->put(kind); }, value);
  }
  template <class T>
  void put(const T& value) {
    members(*this, value);
  }

  ByteWriter& out_;
};

class Unpacker {
 public:
  Unpacker(ByteReader& in, unsigned version) : in_(in), version_(version) {}

  /// A member that recordings have from some version on.
  template <class Member>
  void since(unsigned version, Member& member) {
    if (version_ >= version) take(member);
  }

  template <class... Members>
  void operator()(Members&... members) {
    (take(members), ...);
  }
  template <class E>
  void choice(E& value, std::uint64_t count) {
    value = static_cast<E>(in_.number_below(count));
  }

 private:
  void take(bool& value) { value = in_.number_below(2) == 1; }
  template <std::unsigned_integral T>
  void take(T& value) {
    value = static_cast<T>(in_.number());
  }
  template <std::signed_integral T>
  void take(T& value) {
    value = static_cast<T>(in_.signed_number());
  }
  template <class Tag, class Rep>
  void take(Distinct<Tag, Rep>& id) {
    id = Distinct<Tag, Rep>(static_cast<Rep>(in_.signed_number()));
  }
  void take(Addr& addr) { addr = Addr(in_.number()); }
  template <class Rep, class Period>
  void take(std::chrono::duration<Rep, Period>& duration) {
    // A century on either side: what three of them are together is a number still.
    constexpr std::chrono::nanoseconds most = std::chrono::nanoseconds::max() / 3;
    constexpr Rep longest =
        std::chrono::duration_cast<std::chrono::duration<Rep, Period>>(most).count();
    const std::int64_t count = in_.signed_number();
    if (count > longest || count < -longest) return in_.fail();
    duration = std::chrono::duration<Rep, Period>(count);
  }
  void take(std::string& text) { text = in_.text(); }
  void take(siginfo_t& info) {
    const std::string_view bytes = in_.text();
    if (bytes.size() != sizeof info) return in_.fail();
    std::memcpy(&info, bytes.data(), sizeof info);
  }
  void take(std::optional<RegisterValues>& values) {
    if (in_.number_below(2) == 0) return;
    AbiId id{};
    choice(id, abi_count);
    const std::string_view bytes = in_.text();
    if (in_.failed() || bytes.size() != abi(id).register_set_size) return in_.fail();
    values.emplace(abi(id), std::as_bytes(std::span(bytes)));
  }
  template <class T>
  void take(std::optional<T>& value) {
    if (in_.number_below(2) == 1) take(value.emplace());
  }
  template <class T>
  void take(std::vector<T>& values) {
    // Each takes a byte at least, so no number can ask for more memory than the bytes are worth.
    const std::uint64_t count = in_.number_below(in_.left() + 1);
    for (std::uint64_t index = 0; index < count && !in_.failed(); ++index) {
      take(values.emplace_back());
    }
  }
  template <class T, std::size_t count>
  void take(std::array<T, count>& values) {
    for (T& value : values) take(value);
  }
  template <class... Kinds>
  void take(std::variant<Kinds...>& value) {
    const std::uint64_t index = in_.number_below(sizeof...(Kinds));
    std::uint64_t place = 0;
    (void)((place++ == index && (take(value.template emplace<Kinds>()), true)) || ...);
  }
  template <class T>
  void take(T& value) {
    members(*this, value);
  }

  ByteReader& in_;
  unsigned version_;
};

// --- which members there are ---

template <class V, class T>
concept Same = std::same_as<std::remove_const_t<V>, T>;

void members(auto& a, Same<ExitStatus> auto& v) { a(v.code, v.killed_by, v.dumped_core); }
void members(auto& a, Same<CallNumbers> auto& v) {
  a.choice(v.abi, abi_count);
  a(v.number, v.arguments, v.stack_pointer);
}

void members(auto& a, Same<event::CallEntry> auto& v) { a(v.call, v.new_abi); }
void members(auto& a, Same<event::CallExit> auto& v) { a(v.result); }
void members(auto&, Same<event::SingleStep> auto&) {}
void members(auto& a, Same<event::Breakpoint> auto& v) { a(v.address, v.info); }
void members(auto&, Same<event::Watchpoint> auto&) {}
void members(auto& a, Same<event::SignalStop> auto& v) { a(v.signal, v.info); }
void members(auto& a, Same<event::GroupStop> auto& v) { a(v.signal); }
void members(auto&, Same<event::Interrupted> auto&) {}
void members(auto&, Same<event::Started> auto&) {}
void members(auto& a, Same<event::Exec> auto& v) { a(v.former); }
void members(auto& a, Same<event::NewThread> auto& v) {
  a.choice(v.kind, 3);
  a(v.child);
}
void members(auto& a, Same<event::Exiting> auto& v) { a(v.status); }
void members(auto& a, Same<event::Gone> auto& v) { a(v.status); }
void members(auto& a, Same<event::Lost> auto& v) { a(v.records); }

void members(auto& a, Same<Tampering> auto& v) { a(v.result, v.arguments, v.delayed); }
void members(auto& a, Same<proc::Question> auto& v) {
  a.choice(v.kind, 15);
  a(v.thread, v.detail);
}

void members(auto& a, Same<Beginning> auto& v) {
  a(v.tool, v.system, v.program, v.process, v.followed, v.calls_before);
}
void members(auto& a, Same<Piece> auto& v) { a(v.at, v.bytes, v.lasts); }
void members(auto& a, Same<Fact> auto& v) { a(v.question, v.answer); }
void members(auto& a, Same<Step> auto& v) {
  a(v.thread, v.process, v.event, v.changed, v.when, v.wall_time, v.system_time, v.threads,
    v.injected);
  a.since(2, v.denied_by);
  a(v.registers, v.memory, v.facts);
}
void members(auto& a, Same<Output> auto& v) { a(v.bytes); }
void members(auto& a, Same<Rewind> auto& v) { a(v.call, v.after); }
void members(auto&, Same<End> auto&) {}

}  // namespace

Beginning beginning_here() {
  utsname system{};
  uname(&system);
  Beginning about;
  about.tool = "spyglass " SPYGLASS_VERSION;
  about.system = fmt::format("{} {} {}", system.sysname, system.release, system.machine);
  return about;
}

std::string pack(const Record& record) {
  ByteWriter out;
  Packer pack(out);
  pack(record);
  return out.bytes();
}

std::optional<Record> unpack(std::string_view bytes, unsigned version) {
  ByteReader in(bytes);
  Unpacker unpack(in, version);
  Record record;
  unpack(record);
  if (in.failed() || !in.at_end()) return std::nullopt;
  return record;
}

}  // namespace spyglass::recorded
