"""The hub of the feeds (WebSub, W3C Recommendation of 2018): who subscribes is sent a feed as soon as it changes."""
