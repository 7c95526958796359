// Package look is how every page of Earshot looks: one small stylesheet of tokens and classes, light and dark, which a
// page embeds inline (nothing is loaded from elsewhere), and the shop's own colour made readable on it.
//
// A page writes, in its head, with the nonce of its response:
//
//	<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
//	<style nonce="{{.Nonce}}">{{.CSS}}{{.Data.Brand}}</style>
//
// The style attribute is refused by our policy, so what varies goes into classes or presentation attributes of SVG.
//
// Customer pages (17 px, one column):
//
//	<body><main class="page stack">           one column of 460 px, its children 24 px apart ("stack tight": 8 px)
//	<fieldset class="scale"> or "scale eleven" of <label><input type="radio" …><span>4</span></label>,
//	                                          or of <a aria-current="true">; then <p class="ends"><span>…</span><span>…
//	<div class="chips"> of <label class="chip"><input type="checkbox" …><span>Price</span></label>
//	<p class="notice so"><span class="dot"></span><span>Not saved yet. …</span></p>      also good, bad, or neither
//	<label class="field"><span>Anything to tell? <span class="muted">optional</span></span><textarea>…
//	                                          "field wrong" with <span class="why"> says what to change
//	<label class="check"><input type="checkbox"><span>…</span></label>
//	<button class="button wide">Save</button> also quiet, danger; an <a class="button"> too
//	<a class="tap">                           a plain link with a target of 44 px
//
// The dashboard (15 px, on the ground colour):
//
//	<body class="desk"><header class="top"><strong>Earshot</strong><nav><a aria-current="page">…</nav>
//	      <span class="status"><span class="dot good"></span>Nordlys Ceramics is live</span></header>
//	<main><div class="cards"><section class="card third">       or half, most; a whole row without
//	<b class="big">71<small>%</small></b>     the one big number; "big few" in grey under 30 answers
//	<svg class="split"><rect class="good" …>  good, so and bad as one bar; always with the counts beside it in words
//	<span class="score bad">2</span>          <span class="tag">Quality</span>
//	<ul class="lines">                        rows with a line between them, plain or each an
//	<li class="entry">                        <span class="score good">, then a <div>, then a <div class="side"> in grey
//	<table class="list"><td data-label="Due"> a table that becomes a list on a phone; "num" aligns numbers
//
// Everywhere: muted, small, row ("row apart"), dot, and hide for what only a screen reader needs.
package look

import (
	_ "embed"
	"html/template"
)

//go:embed look.css
var sheet string

// CSS is the stylesheet, for a <style> element that carries the nonce of its response.
func CSS() template.CSS { return template.CSS(sheet) }
