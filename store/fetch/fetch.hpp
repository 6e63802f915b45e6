// Downloads.
//
// file:// URLs are copied. For http:// and https:// a small program that hm carries inside itself
// (hm_fetch.cpp) is run from memory; it loads the machine's libcurl, which a statically linked hm cannot.
// Where that fails, the machine's `curl` is run instead; where there is neither, the error says what to
// install.
//
// Certificates are verified; proxies are taken from the usual variables (http_proxy, https_proxy, no_proxy,
// …). A transfer that stalls is given up, and tried again with growing pauses where trying again can help; it
// continues where it ended. What was fetched is nothing but bytes: the caller compares the hash before
// anybody sees them.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/fs.hpp"

namespace hm {

struct TransferOptions {
  std::uint64_t max_size = std::uint64_t{8} << 30;
  int attempts = 5;
  std::chrono::milliseconds first_pause{250};  // doubled after each attempt
  std::function<bool()> interrupted = {};
  // `total` is 0 where the server does not say.
  std::function<void(const std::string& url, std::uint64_t done, std::uint64_t total)> progress = {};
};

// Writes what `url` names to `to`, which must not exist. Code::Network, Code::NotFound (file://),
// Code::Interrupted, Code::BadUse for a scheme that is not known. After an error nothing of `to` is left.
Status fetch_url(Fs& fs, const std::string& url, const At& to, const TransferOptions& options);
// The first of `urls` that works; the error of the last one otherwise, with notes about the others.
Status fetch_first(Fs& fs, const std::vector<std::string>& urls, const At& to, const TransferOptions& options);

// The path that a file: URL names. Code::BadUse where it names another machine, or is not well-formed.
Result<std::string> path_of_file_url(const std::string& url);
// A program of $PATH, absolute; nothing where there is none of that name.
std::optional<std::string> find_program(const std::string& name);

}  // namespace hm
