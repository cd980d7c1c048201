// Kinds that are written in a way of their own.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>

#include "core/base/nearest.hpp"
#include "core/encode/encoder.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

const written::Field* field(const written::Fields& fields, std::string_view name) {
  for (const written::Field& one : fields.fields) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

/// [INT USR1], [SIGINT], [2]: eight bytes, a bit a signal.
Result<Word> signal_set(Encoder& encoder, const Written& written, const Encoder::Spot& spot) {
  const auto* list = written.as<written::List>();
  std::uint64_t bits = 0;
  if (list == nullptr && written.as<written::Room>() == nullptr) {
    return unfit(spot, "a set of signals is written [INT USR1]");
  }
  for (std::size_t i = 0; list != nullptr && i < list->elements.size(); ++i) {
    const auto* name = list->elements[i].as<written::Name>();
    const auto* plain = list->elements[i].as<written::Number>();
    Result<Signal> signal = unfit(spot, "each of the set is a signal");
    if (name != nullptr) {
      signal = parse_signal(name->text);
    } else if (plain != nullptr) {
      signal = parse_signal(std::to_string(plain->value));
    }
    if (!signal) return tl::make_unexpected(signal.error());
    bits |= std::uint64_t{1} << (signal->value() - 1);
  }
  const auto at = encoder.room(sizeof bits);
  if (!at) return tl::make_unexpected(at.error());
  encoder.put(*at, sizeof bits, {bits});
  return Word{*at, true};
}

/// [0 3], or [0, 3]: a bit a number.
Result<Word> number_set(Encoder& encoder, const Written& written, const Encoder::Spot& spot) {
  constexpr std::size_t bits = 1024;
  const auto* list = written.as<written::List>();
  if (list == nullptr && written.as<written::Room>() == nullptr) {
    return unfit(spot, "a set of numbers is written [0 3]");
  }
  std::string bytes(bits / 8, '\0');
  for (std::size_t i = 0; list != nullptr && i < list->elements.size(); ++i) {
    const auto number = encoder.number(list->elements[i], spot);
    if (!number) return tl::make_unexpected(number.error());
    if (*number >= bits) return unfit(spot, fmt::format("a set holds numbers below {}", bits));
    char& byte = bytes[static_cast<std::size_t>(*number / 8)];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | 1u << *number % 8);
  }
  return encoder.text(bytes);
}

/// ["ls", "-l"]: pointers to strings, and NULL.
Result<Word> strings(Encoder& encoder, const Written& written, const Encoder::Spot& spot) {
  const auto* list = written.as<written::List>();
  if (list == nullptr) return unfit(spot, "a list of strings is written [\"ls\", \"-l\"]");
  const std::size_t width = encoder.abi().word_size;
  const auto at = encoder.room((list->elements.size() + 1) * width);
  if (!at) return tl::make_unexpected(at.error());
  for (std::size_t i = 0; i < list->elements.size(); ++i) {
    const auto* text = list->elements[i].as<written::Text>();
    if (text == nullptr) return unfit(spot, "each of the list is a string");
    const auto word = encoder.text(text->bytes);
    if (!word) return word;
    encoder.put(*at + i * width, width, *word);
  }
  return Word{*at, true};
}

/// [{iov_base="hi", iov_len=2}], or just ["hi"].
Result<Word> vectors(Encoder& encoder, const Written& written, const Encoder::Spot& spot) {
  const auto* list = written.as<written::List>();
  if (list == nullptr) return unfit(spot, "buffers are written [{iov_base=\"hi\", iov_len=2}]");
  const std::size_t width = encoder.abi().word_size;
  const auto at = encoder.room(std::max<std::size_t>(list->elements.size(), 1) * 2 * width);
  if (!at) return tl::make_unexpected(at.error());
  for (std::size_t i = 0; i < list->elements.size(); ++i) {
    const Written& element = list->elements[i];
    const auto* fields = element.as<written::Fields>();
    const auto* base = fields != nullptr ? field(*fields, "iov_base") : nullptr;
    const auto* length = fields != nullptr ? field(*fields, "iov_len") : nullptr;
    const Written* what = base != nullptr ? &base->value : &element;
    const auto* text = what->as<written::Text>();
    std::uint64_t size = text != nullptr ? text->bytes.size() : 0;
    if (length != nullptr) {
      const auto given = encoder.number(length->value, spot);
      if (!given) return tl::make_unexpected(given.error());
      size = *given;
    }
    Word place;
    if (text != nullptr) {
      std::string bytes = text->bytes;
      if (size > EncodedCall::max_size)
        return unfit(spot, fmt::format("{} bytes are too many", size));
      bytes.resize(std::max<std::size_t>(bytes.size(), static_cast<std::size_t>(size)));
      const auto word = encoder.text(bytes);
      if (!word) return word;
      place = *word;
    } else if (what->as<written::Room>() != nullptr) {
      if (size > EncodedCall::max_size)
        return unfit(spot, fmt::format("{} bytes are too many", size));
      const auto room = encoder.room(static_cast<std::size_t>(size) + 1);
      if (!room) return tl::make_unexpected(room.error());
      place = {*room, true};
    } else {
      const auto number = encoder.number(*what, spot);
      if (!number) return tl::make_unexpected(number.error());
      place = {*number};
    }
    encoder.put(*at + 2 * i * width, width, place);
    encoder.put(*at + (2 * i + 1) * width, width, {size});
  }
  return Word{*at, true};
}

/// inet_addr("127.0.0.1"), or the string alone, and those of IPv6.
Result<std::string> internet_address(const Written& written, int family,
                                     const Encoder::Spot& spot) {
  const Written* text = &written;
  if (const auto* applied = written.as<written::Applied>()) {
    for (const Written& one : applied->arguments) {
      if (one.as<written::Text>() != nullptr) text = &one;
    }
  }
  const auto* bytes = text->as<written::Text>();
  std::array<char, sizeof(in6_addr)> address{};
  if (bytes == nullptr || inet_pton(family, bytes->bytes.c_str(), address.data()) != 1) {
    return unfit(spot, family == AF_INET ? "an address is written inet_addr(\"127.0.0.1\")"
                                         : "an address is written \"::1\"");
  }
  return std::string(address.data(), family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr));
}

/// {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, and those of IPv6 and
/// Unix. Room is for an address that the kernel fills in.
Result<Word> socket_address(Encoder& encoder, const Written& written, const Encoder::Spot& spot) {
  const auto at = encoder.room(sizeof(sockaddr_storage));
  if (!at) return tl::make_unexpected(at.error());
  const Word place{*at, true};
  if (written.as<written::Room>() != nullptr || spot.kind->when != When::entry) return place;
  const auto* fields = written.as<written::Fields>();
  if (fields == nullptr) return unfit(spot, "a socket's address is written {sa_family=AF_INET, …}");
  std::uint64_t family = 0;
  for (const written::Field& one : fields->fields) {
    const Encoder::Spot inner{.kind = &kinds::address_family, .name = one.name};
    if (one.name == "sun_path") {
      const auto* path = one.value.as<written::Text>();
      if (path == nullptr || path->bytes.size() >= sizeof(sockaddr_un::sun_path)) {
        return unfit(inner, "a path of at most 107 bytes is wanted");
      }
      encoder.put_bytes(*at + offsetof(sockaddr_un, sun_path), path->bytes);
    } else if (one.name == "sin_addr" || one.name == "sin6_addr") {
      const bool old = one.name == "sin_addr";
      const auto address = internet_address(one.value, old ? AF_INET : AF_INET6, inner);
      if (!address) return tl::make_unexpected(address.error());
      encoder.put_bytes(
          *at + (old ? offsetof(sockaddr_in, sin_addr) : offsetof(sockaddr_in6, sin6_addr)),
          *address);
    } else {
      struct Plain {
        std::string_view name;
        std::size_t offset, width;
      };
      constexpr std::array known = {
          Plain{"sa_family", 0, 2}, Plain{"sin_port", offsetof(sockaddr_in, sin_port), 2},
          Plain{"sin6_port", offsetof(sockaddr_in6, sin6_port), 2},
          Plain{"sin6_flowinfo", offsetof(sockaddr_in6, sin6_flowinfo), 4},
          Plain{"sin6_scope_id", offsetof(sockaddr_in6, sin6_scope_id), 4}};
      const auto found = std::ranges::find(known, std::string_view(one.name), &Plain::name);
      if (found == known.end()) {
        return bad_input(
            fmt::format("a socket's address has no member `{}`{}", one.name,
                        did_you_mean(one.name, {"sa_family", "sin_port", "sin_addr", "sin6_port",
                                                "sin6_addr", "sun_path"})));
      }
      const auto number = encoder.number(one.value, inner);
      if (!number) return tl::make_unexpected(number.error());
      encoder.put(*at + found->offset, found->width, {*number});
      if (one.name == "sa_family") family = *number;
    }
  }
  if (family == 0) return unfit(spot, "which sa_family? AF_INET, AF_INET6 or AF_UNIX");
  return place;
}

/// How much room there is for an address; the kernel says how much it took.
Result<Word> socket_length(Encoder& encoder, const Written& written, const Encoder::Spot& spot) {
  std::uint64_t length = sizeof(sockaddr_storage);
  if (const auto* list = written.as<written::List>();
      list != nullptr && list->elements.size() == 1) {
    const auto given = encoder.number(list->elements[0], spot);
    if (!given) return tl::make_unexpected(given.error());
    length = *given;
  } else if (written.as<written::Room>() == nullptr) {
    return unfit(spot, "a length is written [16]");
  }
  const auto at = encoder.room(4);
  if (!at) return tl::make_unexpected(at.error());
  encoder.put(*at, 4, {length});
  return Word{*at, true};
}

struct FormOfKind {
  const Kind* kind;
  Form form;
};

// Not constexpr: the kinds are known by their addresses alone.
const std::array forms = {
    FormOfKind{&kinds::signal_set_in, signal_set},
    FormOfKind{&kinds::read_set, number_set},
    FormOfKind{&kinds::write_set, number_set},
    FormOfKind{&kinds::exception_set, number_set},
    FormOfKind{&kinds::cpu_set_in, number_set},
    FormOfKind{&kinds::string_vector, strings},
    FormOfKind{&kinds::environment, strings},
    FormOfKind{&kinds::buffers_in, vectors},
    FormOfKind{&kinds::buffers_out, vectors},
    FormOfKind{&kinds::socket_address_in, socket_address},
    FormOfKind{&kinds::socket_address_out, socket_address},
    FormOfKind{&kinds::socket_length, socket_length},
};

}  // namespace

Form form_of(const Kind& kind) {
  for (const FormOfKind& one : forms) {
    if (one.kind == &kind) return one.form;
  }
  return nullptr;
}

}  // namespace spyglass
