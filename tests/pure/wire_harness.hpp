#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <vector>

#include "core/wire/conversations.hpp"
#include "tests/pure/made_steps.hpp"

namespace spyglass {

inline sockaddr_in loopback(std::uint16_t port) {
  return {.sin_family = AF_INET,
          .sin_port = htons(port),
          .sin_addr = {htonl(INADDR_LOOPBACK)},
          .sin_zero = {}};
}

/// Steps whose conversations are followed. A moment is a nanosecond of the clock, each step is the
/// next one.
struct Talk : Steps {
  Talk() {
    also = [this](const Trace::Step& step) { conversations.take(step); };
  }

  void connect(int descriptor, std::uint16_t port, std::int64_t result = 0, int process = 7) {
    call("socket", {AF_INET, SOCK_STREAM, 0}, descriptor, process, process);
    call("connect",
         {static_cast<std::uint64_t>(descriptor), memory.put_value(loopback(port)),
          sizeof(sockaddr_in)},
         result, process, process);
  }
  /// A server at a port takes a caller from another one.
  void accept(int listener, int descriptor, std::uint16_t port, std::uint16_t from,
              int process = 7) {
    call("socket", {AF_INET, SOCK_STREAM, 0}, listener, process, process);
    call("bind",
         {static_cast<std::uint64_t>(listener), memory.put_value(loopback(port)),
          sizeof(sockaddr_in)},
         0, process, process);
    take(listener, descriptor, from, process);
  }
  void take(int listener, int descriptor, std::uint16_t from, int process = 7) {
    const std::uint64_t size = memory.put_value(static_cast<std::int32_t>(sizeof(sockaddr_in)));
    call("accept4",
         {static_cast<std::uint64_t>(listener), memory.put_value(loopback(from)), size, 0},
         descriptor, process, process);
  }
  void send(int descriptor, std::string_view text, int process = 7) {
    call("write", {static_cast<std::uint64_t>(descriptor), memory.put(text), text.size()},
         static_cast<std::int64_t>(text.size()), process, process);
  }
  void receive(int descriptor, std::string_view text, int process = 7) {
    call("read", {static_cast<std::uint64_t>(descriptor), memory.put(text), 4096},
         static_cast<std::int64_t>(text.size()), process, process);
  }
  /// One byte at a Unix socket, and beside it (cmsg(3)) a descriptor.
  void receive_descriptor(int socket, int descriptor, int process = 7) {
    struct {
      std::size_t length = CMSG_LEN(sizeof(int));
      int level = SOL_SOCKET;
      int type = SCM_RIGHTS;
      int passed = 0;
    } control;
    control.passed = descriptor;
    const iovec part{reinterpret_cast<void*>(memory.put("v")), 1};
    msghdr message{};
    message.msg_iov = reinterpret_cast<iovec*>(memory.put_value(part));
    message.msg_iovlen = 1;
    message.msg_control = reinterpret_cast<void*>(memory.put_value(control));
    message.msg_controllen = sizeof control;
    call("recvmsg", {static_cast<std::uint64_t>(socket), memory.put_value(message), 0}, 1, process,
         process);
  }
  void close(int descriptor, int process = 7) {
    call("close", {static_cast<std::uint64_t>(descriptor)}, 0, process, process);
  }
  [[nodiscard]] const Conversation& at(std::size_t number) const {
    return *conversations.all().at(number - 1);
  }
  /// What was heard, in words: "called 1", "sent 1 GET", "received 1 200".
  [[nodiscard]] std::string story() const {
    constexpr const char* kinds[] = {"called", "connected", "refused", "taken",
                                     "moved",  "shut",      "closed"};
    std::string text;
    for (const WireEvent& event : heard) {
      const bool moved = event.kind == WireEvent::Kind::moved;
      const std::string way = event.way == Way::sent ? "sent" : "received";
      text += text.empty() ? "" : ", ";
      text += moved ? way : kinds[static_cast<int>(event.kind)];
      text += " " + std::to_string(event.conversation->number);
      if (moved) text += " " + event.bytes;
    }
    return text;
  }

  std::vector<WireEvent> heard;
  Conversations conversations{[this](WireEvent event) { heard.push_back(std::move(event)); }};
};

}  // namespace spyglass
