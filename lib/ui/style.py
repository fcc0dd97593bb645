"""How the page is set: the room around it, the context line, the sidebar's compact controls, the print table."""

import streamlit as st

from lib.present.common.palette import INKS
from lib.present.common.table import STYLE
from lib.ui.widgets.blocks import current_theme

_PAGE = """
[data-testid=stMainBlockContainer]{padding:3.4rem clamp(1rem,2.4vw,2rem) 3rem;max-width:1320px}
[data-testid=stMainBlockContainer]>[data-testid=stVerticalBlock]{gap:.6rem}
[data-testid=stMain] summary{min-height:0;padding:.35rem .75rem}
[data-testid=stMain] label[data-testid=stWidgetLabel]{min-height:0;margin-bottom:.15rem}
[data-testid=stMain] [data-testid=stHorizontalBlock]{row-gap:.5rem}
[data-testid=stHeader],[data-testid=stHeader] [data-testid=stToolbar]{height:3rem;min-height:3rem}
[data-testid=stMain] h1{padding:.1rem 0 .45rem;font-size:clamp(1.4rem,2.2vw,1.75rem);line-height:1.2}
.quiet{font-size:.875rem;line-height:1.4;opacity:.82;margin:0;max-width:95ch;overflow-wrap:anywhere}
.quiet.context{font-size:.8125rem;max-width:none;opacity:1}
.answer{font-size:1.0625rem;font-weight:600;line-height:1.35;margin:.3rem 0 .25rem;max-width:95ch}
[data-testid=stElementToolbarButton]:has([aria-label^="Download as CSV"]){display:none}
.paper-table{--paper-table-ground:%s}
"""
#: One row under the context line, as high without a filter as with one: notice, chips, copy link.
_CONTEXT = """
.st-key-context{min-height:1.75rem;gap:.25rem .75rem}
.st-key-context>[data-testid=stLayoutWrapper]:has(>.st-key-chips){flex:1 1 0;min-width:0}
.st-key-context>:last-child{margin-left:auto}
.st-key-chips{gap:.35rem;flex-wrap:nowrap;overflow-x:auto;scrollbar-width:thin}
.st-key-chips>[data-testid=stElementContainer]{flex:none;width:auto;max-width:22rem}
.st-key-context button{min-height:1.6rem;padding:0 .6rem;line-height:1.2}
.st-key-context button p{font-size:.8125rem}
.st-key-chips button{border-radius:1rem}
.notice{display:inline-block;border-radius:4px;padding:.1rem .5rem;font-size:.8125rem;line-height:1.4;
white-space:nowrap;background:#FFF1CC;color:#4A3500;border:1px solid #C9A646}
@media (max-width:40rem){.st-key-context>:last-child{margin-left:0}
[data-testid=stExpandSidebarButton]{width:auto;padding-right:.5rem}
[data-testid=stExpandSidebarButton]::after{content:"Pages and filters";font-size:.875rem;margin-left:.35rem}
.st-key-context>[data-testid=stLayoutWrapper]:has(>.st-key-chips){flex:1 1 100%;order:1}
.st-key-context>[data-testid=stLayoutWrapper]:has(>.st-key-chips:empty){display:none}}
.tip{position:relative;cursor:help;anchor-name:--tip;anchor-scope:--tip}
th .tip{text-decoration:underline dotted;text-underline-offset:3px}
.tip>span{position:absolute;display:none;left:0;top:calc(100% + .25rem);z-index:9;width:max-content;
max-width:min(24rem,80vw);padding:.4rem .6rem;border-radius:4px;white-space:normal;font-size:.8125rem;
font-weight:400;line-height:1.4;text-align:left;background:#1C2733;color:#FFF;border:1px solid #FFF}
@supports (anchor-scope:--tip){.tip>span{position:fixed;position-anchor:--tip;position-area:bottom span-right;
left:auto;top:auto;margin-top:.25rem;position-try-fallbacks:flip-inline,flip-block}}
.tip:hover>span,.tip:focus>span{display:block}
.tip:focus-visible{outline:2px solid currentColor;outline-offset:2px}
"""
#: A keyboard's place is seen; colours forced by the reader's system keep what is selected apart; nothing moves for
#: who asked for that.
_ACCESS = """
[data-testid=stTopNavLink]:focus-visible,[data-testid=stTopNavSection]:focus-visible,
[data-testid=stTopNavDropdownLink]:focus-visible,[data-testid=stSidebarNavLink]:focus-visible,
[data-testid=stPageLink] a:focus-visible,summary:focus-visible,.paper-table:focus-visible,
[data-testid=stBaseButton-headerNoPadding]:focus-visible{outline:3px solid var(--st-primary-color,#00558C)!important;
outline-offset:1px}
@media (forced-colors:active){
[data-testid=stButtonGroup] button,.notice,.tip>span{border:1px solid ButtonText}
[data-testid=stButtonGroup] button:is([aria-pressed=true],[aria-checked=true],[kind$=Active]),
[data-testid=stTopNavLink][aria-current=page]{forced-color-adjust:none;background:Highlight!important;color:HighlightText!important}
[data-testid=stButtonGroup] button:is([aria-pressed=true],[aria-checked=true],[kind$=Active]) *,
[data-testid=stTopNavLink][aria-current=page] *{color:HighlightText!important}
[data-testid=stCheckbox] label>span+div{border:1px solid ButtonText}
[data-testid=stCheckbox] label>span+div>div{forced-color-adjust:none;background:ButtonText!important}
[data-testid=stCheckbox] label:has(input:checked)>span+div{forced-color-adjust:none;background:Highlight!important}
[data-testid=stSlider] [role=group]>[data-orientation]>div:first-child{forced-color-adjust:none;
background:ButtonText!important}
:focus-visible{outline:3px solid Highlight!important}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{animation-duration:.01ms!important;
animation-iteration-count:1!important;transition-duration:.01ms!important;scroll-behavior:auto!important}}
"""
_SIDEBAR = """
[data-testid=stSidebarContent]{padding:0}
[data-testid=stSidebarHeader]{height:2.25rem;min-height:2.25rem;margin:0;padding:.25rem .75rem 0}
[data-testid=stSidebarUserContent]{padding:0 1rem 1rem}
[data-testid=stSidebarUserContent] [data-testid=stVerticalBlock]{gap:.6rem}
[data-testid=stSidebarUserContent] p{font-size:.875rem;line-height:1.35}
[data-testid=stSidebarUserContent] label[data-testid=stWidgetLabel]{min-height:0;margin-bottom:.15rem}
[data-testid=stSidebarUserContent] [data-testid=stSlider] label[data-testid=stWidgetLabel]{margin-bottom:.5rem}
[data-testid=stSidebarUserContent] summary{min-height:0;padding:.3rem .5rem}
[data-testid=stSidebarUserContent] [data-testid=stExpanderDetails]{padding:.25rem .5rem .6rem}
[data-testid=stSidebarUserContent] [data-testid=stButton] button{min-height:1.75rem;padding:0 .5rem}
[data-testid=stSidebarUserContent] [data-testid=stButtonGroup] [role]{gap:.25rem}
[data-testid=stSidebarUserContent] [data-testid=stButtonGroup] button{min-height:1.625rem;padding:0 .5rem}
[data-testid=stSidebarUserContent] [data-testid=stButtonGroup] :is(button p,button::after){font-size:.8125rem}
"""


def show_style() -> None:
    """Put the style of all pages on the page; it takes no room."""
    ground = INKS[current_theme()].ground
    st.html(f"<style>{STYLE}{_PAGE % ground}{_CONTEXT}{_ACCESS}{_SIDEBAR}</style>")
